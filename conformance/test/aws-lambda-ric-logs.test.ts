import { expect } from '@jest/globals'
import type { Invocation, Simulator, SimulatorOptions } from '@sim/simulator'
import { officialClient, testWith } from '../official/official-client.ts'
import { startWithRic } from '../official/start-with-ric.ts'
import { fixtureFunction } from '../seed/fixture.ts'
import { soon } from '../seed/patience.ts'

const client = officialClient('aws-lambda-ric')

/** AWS's own client for Node, with a function that logs, when one invocation is over and all that it logged is there. */
async function spoken(folder: string, lines: number, options: SimulatorOptions = {}) {
  const functionDirectory = fixtureFunction('greeter')
  const simulator = await startWithRic(folder, {
    functionDirectory,
    handler: 'index.speak',
    ...options,
  })
  const invocation = await simulator.invoke({})
  const printed = () => simulator.journal.entries('process.output').length
  await simulator.waitFor(() => printed() === lines, { what: `${lines} lines`, ...soon })
  return { simulator, invocation, [Symbol.asyncDispose]: () => simulator.stop() }
}

const ofTelemetry = (simulator: Simulator) =>
  simulator.telemetry.filter('function').map(({ record }) => record)

const withoutTime = ({ logs }: Invocation) =>
  logs.map(({ stream, text }) => [stream, text.split('\t').slice(1).join('\t')])

testWith(
  client,
  'what it logs in text is told message by message, with their lines, and belongs to its invocation',
  async (folder) => {
    await using scene = await spoken(folder, 3)
    const { simulator, invocation } = scene
    const { requestId } = invocation

    expect(withoutTime(invocation)).toEqual([
      ['log', `${requestId}\tDEBUG\ta detail`],
      ['log', `${requestId}\tINFO\tone\ntwo { three: 3 }`],
      ['log', expect.stringMatching(`^${requestId}\tERROR\tit failed: RangeError: too far\n +at `)],
    ])
    expect(ofTelemetry(simulator)).toEqual(invocation.logs.map(({ text }) => `${text}\n`))
    expect(simulator.journal.entries('process.output').map(({ level }) => level)).toEqual([
      'DEBUG',
      'INFO',
      'ERROR',
    ])
  },
)

testWith(
  client,
  'what it logs in JSON is told as objects, from the level on that it was told',
  async (folder) => {
    await using scene = await spoken(folder, 2, { logFormat: 'JSON' })
    const { simulator, invocation } = scene
    const { requestId } = invocation

    expect(ofTelemetry(simulator)).toEqual([
      {
        timestamp: expect.any(String),
        level: 'INFO',
        requestId,
        message: 'one\ntwo { three: 3 }',
      },
      {
        timestamp: expect.any(String),
        level: 'ERROR',
        requestId,
        message: expect.stringContaining('it failed: RangeError: too far'),
        errorType: 'RangeError',
        errorMessage: 'too far',
        stackTrace: expect.arrayContaining([expect.stringContaining('greeter')]),
      },
    ])
    await invocation.done(soon)
    expect(simulator.log.ofInvocation(requestId)).toEqual([
      expect.stringContaining('"platform.start"'),
      ...invocation.logs.map(({ text }) => text),
      expect.stringContaining('"platform.report"'),
    ])
  },
)

testWith(client, 'with the level TRACE it logs every level', async (folder) => {
  await using scene = await spoken(folder, 3, { logFormat: 'JSON', applicationLogLevel: 'TRACE' })

  expect(ofTelemetry(scene.simulator)).toEqual([
    expect.objectContaining({ level: 'DEBUG', message: 'a detail' }),
    expect.objectContaining({ level: 'INFO' }),
    expect.objectContaining({ level: 'ERROR' }),
  ])
})

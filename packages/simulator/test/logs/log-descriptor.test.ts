import { Cgroup } from '@sim/process'
import { expect, test } from '@jest/globals'
import { localSandbox, Simulator } from '@sim/simulator'
import { startManaged } from '../managed/managed.ts'
import { happened } from '../outcomes/scene.ts'
import { extension, runtime } from '../programs.ts'
import { LogSubscriber } from './log-subscriber.ts'
import { frame, levelFlags, printed, records, writer, writing } from './writing.ts'

const over = frame('over')
const isOver = (simulator: Simulator) => happened(simulator, 'process.output', { text: 'over' })

test('a framed message is one event with its lines, in the journal and of its invocation', async () => {
  await using simulator = await Simulator.start({ runtime: writer })

  const invocation = await simulator.invoke(
    writing([
      [3, frame('one\ntwo\n')],
      [3, over],
    ]),
  )
  await isOver(simulator)

  expect(records(simulator)).toEqual(['one\ntwo\n', 'over'])
  expect(printed(simulator)).toEqual([
    ['runtime', 'log', 'one\ntwo'],
    ['runtime', 'log', 'over'],
  ])
  expect(invocation.logs).toEqual([
    { stream: 'log', text: 'one\ntwo' },
    { stream: 'log', text: 'over' },
  ])
})

test('a header and its message may be written one after the other, in pieces', async () => {
  await using simulator = await Simulator.start({ runtime: writer })
  const bytes = frame('in pieces')

  await simulator.invoke(
    writing([
      [3, bytes.subarray(0, 16)],
      [3, bytes.subarray(16, 20)],
      [3, bytes.subarray(20)],
      [3, over],
    ]),
  )
  await isOver(simulator)

  expect(records(simulator)).toEqual(['in pieces', 'over'])
})

test('text that is in no frame is told as lines', async () => {
  await using simulator = await Simulator.start({ runtime: writer })

  await simulator.invoke(
    writing([
      [3, 'plain\n'],
      [3, over],
    ]),
  )
  await isOver(simulator)

  expect(records(simulator)).toEqual(['plain\n', 'over'])
})

test('a message that a dying runtime did not finish is told and delivered', async () => {
  await using simulator = await Simulator.start({
    runtime: writer,
    extensions: [{ name: 'late' }],
  })
  await using subscriber = await LogSubscriber.start(simulator, { timeoutMs: 30_000 })
  const pieces = [
    [3, frame('whole\n')],
    [3, frame('cut off').subarray(0, 19)],
  ] as const

  const invocation = await simulator.invoke(writing(pieces, { exit: 1 }))

  expect(invocation.status).toBe('error')
  expect(await subscriber.records('function', 2)).toEqual(['whole\n', 'cut'])
})

test('the journal has the level of a frame', async () => {
  await using simulator = await Simulator.start({ runtime: writer })

  await simulator.invoke(
    writing([
      [3, frame('bad', levelFlags(5, 'text'))],
      [3, over],
    ]),
  )
  await isOver(simulator)

  expect(simulator.journal.entries('process.output').map(({ level }) => level)).toEqual([
    'ERROR',
    undefined,
  ])
})

test('a message of a JSON object is an object where the format is JSON', async () => {
  await using simulator = await Simulator.start({ runtime: writer, logFormat: 'JSON' })
  const line = '{"level":"INFO","message":"m"}'

  await simulator.invoke(
    writing([
      [3, frame(line, levelFlags(3, 'json'))],
      [3, over],
    ]),
  )
  await isOver(simulator)

  expect(records(simulator)).toEqual([{ level: 'INFO', message: 'm' }, 'over'])
})

test('a runtime that was started here is told of the descriptor, one that was not is not', async () => {
  await using simulator = await Simulator.start({ runtime: runtime('prints-environment') })

  const environment = (await simulator.invoke({})).json()

  expect(environment).toMatchObject({ _LAMBDA_TELEMETRY_LOG_FD: '3' })
  expect(simulator.environmentFor('runtime')).not.toHaveProperty('_LAMBDA_TELEMETRY_LOG_FD')
})

test('no extension is told of a descriptor', async () => {
  await using simulator = await Simulator.start({
    runtime: runtime('echoes'),
    extensions: [
      {
        ...extension('observes', 'shows'),
        args: ['-e', 'console.log("fd", process.env._LAMBDA_TELEMETRY_LOG_FD); process.exit(1)'],
      },
    ],
  })

  const said = await happened(simulator, 'process.output', { role: 'extension' })

  expect(said).toMatchObject({ text: 'fd undefined' })
})

test('a managed instance, and a sandbox that cannot pass one, have no descriptor', async () => {
  const sandbox = { ...localSandbox(), passesDescriptors: undefined }
  const shows = runtime('prints-environment')
  await using managed = await startManaged({ runtime: shows })
  await using elsewhere = await Simulator.start({ runtime: shows }, { sandbox })

  const environments = [await managed.invoke({}), await elsewhere.invoke({})].map((one) =>
    one.json(),
  )

  for (const environment of environments) {
    expect(environment).not.toHaveProperty('_LAMBDA_TELEMETRY_LOG_FD')
  }
})

const reason = Cgroup.whyUnavailable()
const testInCgroup = reason === undefined ? test : test.skip

testInCgroup('a runtime in a control group has its descriptor', async () => {
  await using simulator = await Simulator.start({ runtime: writer, freeze: 'cgroup' })

  await simulator.invoke(writing([[3, over]]))
  await isOver(simulator)

  expect(records(simulator)).toEqual(['over'])
})

test('the Node runtime leaves the descriptor alone and takes its variable away', async () => {
  await using simulator = await Simulator.start({
    functionDirectory: `${import.meta.dirname}/functions`,
    handler: 'index.environment',
  })

  const { _LAMBDA_TELEMETRY_LOG_FD: variable, ...environment } = (
    await simulator.invoke({})
  ).json() as Record<string, string>

  expect(variable).toBeUndefined()
  expect(environment).toHaveProperty('AWS_LAMBDA_RUNTIME_API')
})

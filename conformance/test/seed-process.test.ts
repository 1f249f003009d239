import { expect } from '@jest/globals'
import { processState } from '@sim/freeze'
import { Simulator } from '@sim/simulator'
import { fixtureExtension, fixtureRuntime } from '../seed/fixture.ts'
import { patient, soon } from '../seed/patience.ts'
import { seedCase } from '../seed/seed-case.ts'

seedCase('PROC-01', 'a runtime process answers, in the environment of Lambda', async () => {
  process.env['LEAKS_FROM_HOST'] = 'yes'
  await using simulator = await Simulator.start({
    ...patient,
    functionName: 'test-spawn-runtime',
    runtime: fixtureRuntime('answers-environment', { OWN: 'variable' }),
  })
  await simulator.waitForPhase('idle', soon)
  const [runtime] = simulator.processes

  const invocation = await simulator.invoke({ test: 'spawn' })
  const seen = invocation.json() as Record<string, string>
  await simulator.stop()

  expect(runtime).toMatchObject({ role: 'runtime', pid: expect.any(Number) })
  expect(invocation.status).toBe('success')
  expect(seen).toMatchObject({
    ...simulator.environmentFor('runtime'),
    OWN: 'variable',
    // What the simulator starts itself has a token of its own, by which its descendants are known.
    AWS_SESSION_TOKEN: expect.stringContaining('simulated-session-token-'),
  })
  expect(seen).toMatchObject({
    AWS_LAMBDA_FUNCTION_NAME: 'test-spawn-runtime',
    AWS_LAMBDA_RUNTIME_API: simulator.runtimeApi,
    AWS_LAMBDA_INITIALIZATION_TYPE: 'on-demand',
    _HANDLER: 'index.handler',
    TZ: ':UTC',
  })
  expect(seen).not.toHaveProperty('LEAKS_FROM_HOST')
  expect(processState(runtime?.pid ?? 0)).toBe('gone')
})

seedCase('PROC-02', 'an extension process registers, without the runtime variables', async () => {
  await using simulator = await Simulator.start({
    ...patient,
    extensions: [fixtureExtension('prints-environment')],
  })

  await simulator.waitForExtensions(1, soon)
  const [extension] = simulator.processes
  const [registration] = simulator.extensions
  const [line] = simulator.journal.entries('process.output')
  await simulator.stop()

  expect(extension).toMatchObject({ role: 'extension', name: 'prints-environment' })
  expect(simulator.journal.entries('extension.registered')).toHaveLength(1)
  expect(registration).toMatchObject({
    name: 'prints-environment',
    kind: 'external',
    events: ['INVOKE', 'SHUTDOWN'],
  })
  const seen = JSON.parse(line?.text ?? '') as Record<string, string>
  expect(seen).toMatchObject({
    ...simulator.environmentFor('extension'),
    AWS_SESSION_TOKEN: expect.stringContaining('simulated-session-token-'),
  })
  for (const hidden of ['_HANDLER', 'AWS_LAMBDA_LOG_GROUP_NAME', 'LAMBDA_TASK_ROOT', 'HOME']) {
    expect(seen).not.toHaveProperty(hidden)
  }
  expect(processState(extension?.pid ?? 0)).toBe('gone')
})

seedCase('PROC-03', 'a runtime and an extension live through several invocations', async () => {
  await using simulator = await Simulator.start({
    ...patient,
    runtime: fixtureRuntime('answers'),
    extensions: [fixtureExtension('works-30-ms')],
  })

  const first = await simulator.invoke({ invocation: 1 }, soon)
  const second = await simulator.invoke({ invocation: 2 })
  await second.done(soon)

  expect([first.status, second.status]).toEqual(['success', 'success'])
  expect(second.json()).toEqual({ status: 'ok' })
  const handed = simulator.journal.entries('extension.handed').map(({ event }) => event)
  expect(handed).toEqual(['INVOKE', 'INVOKE'])
  expect(simulator.journal.entries('process.spawned').map(({ role }) => role)).toEqual([
    'extension',
    'runtime',
  ])
  expect(simulator.generation).toBe(1)
})

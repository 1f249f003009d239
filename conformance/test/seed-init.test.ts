import { expect } from '@jest/globals'
import { Simulator } from '@sim/simulator'
import { fixtureRuntime } from '../seed/fixture.ts'
import { patient, soon } from '../seed/patience.ts'
import { Scene } from '../seed/scene.ts'
import { seedCase } from '../seed/seed-case.ts'
import { TelemetrySink } from '../seed/telemetry-sink.ts'

seedCase('INT-03', 'an init error fails the init, and the invocation after it', async () => {
  await using simulator = await Simulator.start({
    ...patient,
    runtime: fixtureRuntime('fails-to-initialise'),
  })

  await simulator.waitForPhase('dormant', soon)
  const invocation = await simulator.invoke({ queued: true })
  await invocation.done(soon)

  const reported = simulator.journal.entries('runtime.init-error')
  expect(reported).toMatchObject([
    { errorType: 'Runtime.InitError', generation: 1 },
    { errorType: 'Runtime.InitError', generation: 2 },
  ])
  const failed = { status: 'error', errorType: 'Runtime.InitError' }
  for (const type of ['platform.initRuntimeDone', 'platform.initReport'] as const) {
    expect(simulator.telemetry.filter(type).map(({ record }) => record)).toMatchObject([
      { ...failed, phase: 'init' },
      { ...failed, phase: 'invoke' },
    ])
  }
  expect(invocation.result).toMatchObject(failed)
  expect(invocation.json()).toEqual({
    errorType: 'InitError',
    errorMessage: 'Failed to initialize',
  })
})

seedCase('TEL-07', 'platform.initStart is told at start, also to who comes later', async () => {
  await using scene = await Scene.start({ functionName: 'init-test-function' })
  await using sink = await TelemetrySink.start()

  const told = scene.simulator.telemetry.filter('platform.initStart')
  const extension = await scene.extension('late')
  await extension.subscribe(sink.uri)
  const { record } = await sink.first('platform.initStart')

  expect(told).toHaveLength(1)
  expect(told[0]?.record).toMatchObject({
    initializationType: 'on-demand',
    phase: 'init',
    functionName: 'init-test-function',
    functionVersion: '$LATEST',
  })
  expect(record).toMatchObject({ phase: 'init', functionName: 'init-test-function' })
})

seedCase('TEL-08', 'platform.initRuntimeDone is told when all have asked for more', async () => {
  await using scene = await Scene.start()
  scene.simulator.enqueue({ test: 'data' })
  const before = scene.simulator.telemetry.filter('platform.initRuntimeDone')

  await scene.runtime.next()

  expect(before).toEqual([])
  const told = scene.simulator.telemetry.filter('platform.initRuntimeDone')
  expect(told.map(({ record }) => record)).toEqual([
    { initializationType: 'on-demand', phase: 'init', status: 'success' },
  ])
})

seedCase('TEL-10', 'init is told once, however many invocations follow', async () => {
  await using scene = await Scene.start()

  for (const iteration of [0, 1, 2]) await scene.serve({ iteration })

  const count = (type: string) =>
    scene.simulator.telemetry.events().filter((event) => event.type === type).length
  expect(count('platform.initStart')).toBe(1)
  expect(count('platform.initRuntimeDone')).toBe(1)
  expect(count('platform.initReport')).toBe(1)
  expect(count('platform.start')).toBe(3)
})

seedCase('TEL-11', 'init is told in the order of the platform, before the invocation', async () => {
  await using scene = await Scene.start()
  await using sink = await TelemetrySink.start()
  const extension = await scene.extension('i')
  await extension.subscribe(sink.uri)

  await scene.serve({ test: 'data' })

  await sink.first('platform.report')
  expect(sink.events.map(({ type }) => type)).toEqual([
    'platform.initStart',
    'platform.telemetrySubscription',
    'platform.initRuntimeDone',
    'platform.extension',
    'platform.initReport',
    'platform.start',
    'platform.runtimeDone',
    'platform.report',
  ])
})

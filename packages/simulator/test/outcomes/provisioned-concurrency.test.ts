import { expect, test } from '@jest/globals'
import { Simulator } from '@sim/simulator'
import { runtime } from '../programs.ts'
import { echoing, happened, living, runtimeThat } from './scene.ts'

const provisioned = { initializationType: 'provisioned-concurrency', time: 'manual' } as const
const silent = runtimeThat('say here', 'stay')

test('telemetry and variables say that the environment was provisioned', async () => {
  await using simulator = await Simulator.start({
    ...provisioned,
    runtime: runtime('prints-environment'),
  })

  const invocation = await simulator.invoke({})

  expect(invocation.json()).toMatchObject({
    AWS_LAMBDA_INITIALIZATION_TYPE: 'provisioned-concurrency',
  })
  for (const type of [
    'platform.initStart',
    'platform.initRuntimeDone',
    'platform.initReport',
  ] as const) {
    expect(simulator.telemetry.filter(type).map(({ record }) => record)).toMatchObject([
      { initializationType: 'provisioned-concurrency', phase: 'init' },
    ])
  }
})

test('its init is charged to no invocation', async () => {
  await using simulator = await Simulator.start({
    ...provisioned,
    time: 'real',
    runtime: echoing,
  })

  const first = await simulator.enqueue({}).done()

  expect(first?.metrics).not.toHaveProperty('initDurationMs')
  expect(first?.metrics.billedDurationMs).toBe(Math.ceil(first?.metrics.durationMs ?? NaN))
})

test.each([
  [{ timeoutMs: 3_000 }, 130_000],
  [{ timeoutMs: 400_000 }, 400_000],
  [{ timeoutMs: 3_000, initTimeoutMs: 20_000 }, 20_000],
])('with %j its init has %i ms', async (options, limitMs) => {
  await using simulator = await Simulator.start({ ...provisioned, ...options, runtime: silent })
  await happened(simulator, 'process.output', { text: 'here' })

  simulator.advance(limitMs - 1)
  const before = simulator.phase
  simulator.advance(1)
  await simulator.waitForPhase('dormant')

  expect(before).toBe('init')
  expect(simulator.settings.initTimeoutMs).toBe(limitMs)
  expect(simulator.telemetry.filter('platform.initReport')[0]?.record).toMatchObject({
    initializationType: 'provisioned-concurrency',
    status: 'timeout',
    metrics: { durationMs: limitMs },
  })
  expect(living(simulator)).toEqual([])
})

test('after a failed init it is tried again inside the invocation, as on demand', async () => {
  await using simulator = await Simulator.start({ ...provisioned, runtime: runtimeThat('exit 1') })
  await simulator.waitForPhase('dormant')

  await simulator.invoke({})

  expect(
    simulator.telemetry.filter('platform.initReport').map(({ record }) => record),
  ).toMatchObject([
    { initializationType: 'provisioned-concurrency', phase: 'init', status: 'error' },
    { initializationType: 'provisioned-concurrency', phase: 'invoke', status: 'error' },
  ])
})

import { expect, test } from '@jest/globals'
import { waitFor } from '@sim/core'
import { Simulator } from '@sim/simulator'
import { runtime } from './programs.ts'
import { subscribe, telemetryListener, type Told } from './telemetry-listener.ts'

const has = (type: string) => (events: readonly Told[]) =>
  events.some((event) => event.type === type)

test('who subscribes to a generation is not told what an earlier one did', async () => {
  await using listener = await telemetryListener()
  await using simulator = await Simulator.start({ initTimeoutMs: 50, timeoutMs: 20_000 })
  void simulator.enqueue({})
  await simulator.waitForPhase('invoke')

  await subscribe(simulator, 'late', listener.port)

  const told = await waitFor(listener.told, has('platform.telemetrySubscription'), {
    what: 'the subscription to be told',
  })
  expect(told.map(({ type, record }) => [type, record.phase])).toEqual([
    ['platform.initStart', 'invoke'],
    ['platform.telemetrySubscription', undefined],
  ])
})

test('while it is frozen nothing is delivered; what was left is flushed before SHUTDOWN', async () => {
  await using listener = await telemetryListener()
  await using simulator = await Simulator.start({
    runtime: runtime('echoes'),
    extensions: [{ name: 'late' }],
    freeze: 'process',
  })
  const extension = await subscribe(simulator, 'late', listener.port)
  void extension.next()
  await simulator.invoke({})
  await simulator.waitForFrozen()

  // The batch was due after 25 ms. An earlier one may be on its way still.
  const delivered = waitFor(listener.told, has('platform.report'), {
    what: 'the report to be told',
    timeoutMs: 300,
  })

  await expect(delivered).rejects.toMatchObject({ code: 'ERR_WAIT_TIMEOUT' })
  await simulator.shutdown()
  expect(has('platform.report')(listener.told.current)).toBe(true)
})

test('a managed runtime tells its version where init begins; a custom one has none', async () => {
  const runtimeVersion = 'nodejs:22.v31'
  const runtimeVersionArn = 'arn:aws:lambda:us-east-1::runtime:5f3c1d7a'
  await using managed = await Simulator.start({ runtimeVersion, runtimeVersionArn })
  await using custom = await Simulator.start()

  const [told] = managed.telemetry.filter('platform.initStart')
  const [other] = custom.telemetry.filter('platform.initStart')

  expect(told?.record).toMatchObject({ runtimeVersion, runtimeVersionArn })
  expect(other?.record).not.toHaveProperty('runtimeVersion')
  expect(managed.log.text()).toBe(
    `INIT_START Runtime Version: ${runtimeVersion}\tRuntime Version ARN: ${runtimeVersionArn}\n`,
  )
})

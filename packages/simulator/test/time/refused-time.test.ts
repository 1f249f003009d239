import { expect, test } from '@jest/globals'
import { Simulator, type SimulatorOptions } from '@sim/simulator'

test.each<[SimulatorOptions, string]>([
  [
    { timeoutMs: 500, time: { scale: 0.001 } },
    'timeoutMs of 500 ms at a scale of 0.001 lasts 0.5 ms: at least 1 ms must remain, so the scale must be 0.002 or more',
  ],
  [
    { timeoutMs: 900_000, initTimeoutMs: 100, time: { scale: 0.001 } },
    'initTimeoutMs of 100 ms at a scale of 0.001 lasts 0.1 ms: at least 1 ms must remain, so the scale must be 0.01 or more',
  ],
  [
    { timeoutMs: 900_000, shutdownTimeoutMs: 20, time: { scale: 0.01 } },
    'shutdownTimeoutMs of 20 ms at a scale of 0.01 lasts 0.2 ms: at least 1 ms must remain, so the scale must be 0.05 or more',
  ],
  [
    { timeoutMs: 900_000, extensions: [{ name: 'otel' }], time: { scale: 0.0002 } },
    'shutdownTimeoutMs of 2000 ms at a scale of 0.0002 lasts 0.4 ms: at least 1 ms must remain, so the scale must be 0.0005 or more',
  ],
])('%j is refused: a limit would be over before anything can happen', async (options, message) => {
  await expect(Simulator.start(options)).rejects.toMatchObject({ code: 'ERR_TIME_SCALE', message })
})

test('a SHUTDOWN without a budget has nothing to lose', async () => {
  await using simulator = await Simulator.start({
    shutdownTimeoutMs: 0,
    timeoutMs: 900_000,
    time: { scale: 0.001 },
  })

  expect(simulator.settings.time).toEqual({ scale: 0.001 })
})

test.each<[unknown, string]>([
  [
    'fast',
    "time: expected 'real', 'manual', or { scale } with a number above 0, at most 1000, found \"fast\"",
  ],
  [{ scal: 1 }, 'at most 1000, found {"scal":1}'],
  [{ scale: 0 }, 'time.scale: too small: expected number to be >0, found 0'],
  [{ scale: 1_001 }, 'time.scale: too big: expected number to be <=1000, found 1001'],
])('the time %j is refused', async (time, message) => {
  await expect(Simulator.start({ time } as SimulatorOptions)).rejects.toMatchObject({
    code: 'ERR_INVALID_OPTIONS',
    message: expect.stringContaining(message),
  })
})

test.each<[SimulatorOptions['time']]>([['real'], [{ scale: 0.5 }]])(
  'the time %j cannot be moved on',
  async (time) => {
    await using simulator = await Simulator.start({ time })

    expect(() => simulator.advance(1)).toThrow(
      expect.objectContaining({
        code: 'ERR_TIME_NOT_MANUAL',
        message: "only a manual time can be moved on: start the simulator with time: 'manual'",
      }),
    )
  },
)

test.each([[-1], [NaN], [Infinity]])('the time cannot be moved on by %d ms', async (ms) => {
  await using simulator = await Simulator.start({ time: 'manual' })

  expect(() => simulator.advance(ms)).toThrow(
    expect.objectContaining({
      code: 'ERR_INVALID_OPTIONS',
      message: `advance() needs milliseconds from 0 on, found ${ms}`,
    }),
  )
})

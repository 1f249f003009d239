import { expect, test } from '@jest/globals'
import { Simulator, type SimulatorOptions } from '@sim/simulator'

const managed = { initializationType: 'lambda-managed-instances' } as const

test.each<[string, SimulatorOptions, string]>([
  [
    'a concurrency without several invocations at a time',
    { maxConcurrency: 2 },
    `maxConcurrency: needs initializationType 'lambda-managed-instances', found "on-demand"`,
  ],
  [
    'a managed instance that is frozen',
    { ...managed, freeze: 'process' },
    'freeze: a managed instance is never frozen, found "process"',
  ],
  [
    'a managed instance that initialises later',
    { ...managed, initialize: 'on-invoke' },
    'initialize: a managed instance initialises at its start, found "on-invoke"',
  ],
])('there is no such thing as %s', async (_what, options, fault) => {
  const started = Simulator.start(options)

  await expect(started).rejects.toMatchObject({
    code: 'ERR_INVALID_OPTIONS',
    message: `the options of the simulator are wrong: ${fault}`,
  })
})

test.each([0, 1_601, 1.5])('a concurrency of %d is refused', async (maxConcurrency) => {
  const started = Simulator.start({ ...managed, maxConcurrency })

  await expect(started).rejects.toMatchObject({ code: 'ERR_INVALID_OPTIONS' })
})

import { Simulator } from '@sim/simulator'
import { writeFileSync } from 'node:fs'
import { env } from 'node:process'
import { afterAll, expect, test, vi } from 'vitest'
import { matchers } from '../../../src/matchers/matchers.ts'
import type {} from '../../../src/types/vitest.ts'
import { cases, outcomeOfCase, type AnyExpect } from '../cases.ts'
import { failureOf } from '../failure.ts'
import { functionDirectory, observes } from '../programs.ts'

expect.extend(matchers)

const outcomes: Record<string, string> = {}
afterAll(() => writeFileSync(env['OUTCOMES'] ?? '', JSON.stringify(outcomes)))

test.each(Object.entries(cases))('%s', async (name, run) => {
  outcomes[name] = await outcomeOfCase(run, expect as unknown as AnyExpect)
})

test('a simulator is waited for, judged, and compared with what the kernel says', async () => {
  await using simulator = await Simulator.start({
    functionDirectory,
    extensions: [observes],
    freeze: 'process',
  })
  const told = expect(simulator).toEmitTelemetry('function', /hello/)

  const invocation = await simulator.invoke({ log: 'hello' })

  await told
  await expect(simulator).not.toEmitTelemetry('platform.report', { status: 'error' })
  await simulator.waitForFrozen()
  expect(simulator).toBeFrozen()
  expect(simulator).toHaveRegisteredExtension('observes', { events: expect.any(Array) })
  expect(invocation).toHaveSucceededWith({ log: expect.stringContaining('ell') })
  expect(simulator).toHaveLogged('hello', { source: 'function' })
  await simulator.shutdown()
  expect(simulator).toHaveShutDownWith('spindown')
})

test('fake timers do not disturb it', async () => {
  await using simulator = await Simulator.start()
  vi.useFakeTimers()
  try {
    const failure = await failureOf(() =>
      expect(simulator).toEmitTelemetry('platform.report', { timeoutMs: 10 }),
    )

    expect(failure.some((line) => /^Waited: \d+ ms \(limit 10 ms\)$/.test(line))).toBe(true)
  } finally {
    vi.useRealTimers()
  }
})

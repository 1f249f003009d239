import { expect, test } from '@jest/globals'
import { platformMs } from '../../src/telemetry/durations.ts'

test.each([
  [17.1299, 17.129],
  [0.0009, 0],
  [5_001.182, 5_001.182],
  // Differences of times to the microsecond, as floating-point numbers have them: 199.99999999999994, 698.8059999999999.
  [420.301 + 200 - 420.301, 200],
  [1_000.1 + 698.806 - 1_000.1, 698.806],
])('%d ms is told as %d ms', (ms, told) => {
  expect(platformMs(ms)).toBe(told)
})

import { expect, test } from '@jest/globals'
import { nanos, nanoText, unixNano } from '../../src/opentelemetry/unix-nano.ts'

test.each([
  [0.001, 1_000n],
  [0.064, 64_000n],
  [17.12, 17_120_000n],
  [5001.182, 5_001_182_000n],
  [1_234_567_890.123, 1_234_567_890_123_000n],
  [0.000_001, 1n],
  [0.000_000_1, 0n],
  // A double cannot hold the product.
  [1e12 + 0.001, 1_000_000_000_000_001_000n],
])('%d ms are %d ns', (ms, expected) => {
  expect(nanos(ms)).toBe(expected)
})

test.each([undefined, 0, -1, NaN, Infinity, 1e300])('%d ms are no duration', (ms) => {
  expect(nanos(ms)).toBe(0n)
})

test('a moment is exact, and 0 when it is none', () => {
  expect(unixNano('2026-02-03T09:15:20.236Z')).toBe(1_770_110_120_236_000_000n)
  expect(unixNano('yesterday')).toBe(0n)
  expect(unixNano('1969-12-31T23:59:59.999Z')).toBe(0n)
})

test('a moment that 64 bits cannot hold is the last that they can', () => {
  expect(nanoText(unixNano('2026-02-03T09:15:20.236Z'))).toBe('1770110120236000000')
  expect(nanoText(unixNano('9999-12-31T23:59:59.999Z'))).toBe('18446744073709551615')
})

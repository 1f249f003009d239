import { expect, test } from '@jest/globals'
import { Timestamps } from '@sim/core'

test('a moment is written in UTC with three digits of a second', () => {
  const timestamps = new Timestamps()

  const written = [0, 0.9, 1, 1_790_000_000_123.999, 1].map((ms) => timestamps.at(ms))

  expect(written).toEqual([
    '1970-01-01T00:00:00.000Z',
    '1970-01-01T00:00:00.000Z',
    '1970-01-01T00:00:00.001Z',
    '2026-09-21T14:13:20.123Z',
    '1970-01-01T00:00:00.001Z',
  ])
})

test('what is no moment is refused', () => {
  expect(() => new Timestamps().at(NaN)).toThrow(RangeError)
})

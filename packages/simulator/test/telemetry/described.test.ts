import { expect, test } from '@jest/globals'
import { isAsDescribed } from '../../src/telemetry/described.ts'

const record = {
  status: 'success',
  metrics: { durationMs: 5, billedDurationMs: 5 },
  spans: [{ name: 'responseLatency', durationMs: 1 }],
}

test.each([
  {},
  { status: 'success' },
  { status: /^succ/g },
  { metrics: { durationMs: 5 } },
  { errorType: undefined },
  { metrics: { durationMs: expect.any(Number) } },
  { spans: [{ name: 'responseLatency' }] },
  { spans: expect.arrayContaining([expect.anything()]) },
  expect.objectContaining({ status: 'success' }),
])('a record is as described by %j', (described) => {
  expect(isAsDescribed(record, described)).toBe(true)
  expect(isAsDescribed(record, described)).toBe(true)
})

test.each([
  { status: 'error' },
  { status: undefined },
  { status: /^ucc/ },
  { metrics: { durationMs: /5/ } },
  { metrics: { durationMs: '5' } },
  { metrics: 5 },
  { errorType: 'x' },
  { errorType: { kind: 'x' } },
  { spans: [] },
  { spans: [{ name: 'responseLatency' }, { name: 'responseLatency' }] },
  { spans: { 0: { name: 'other' } } },
  { metrics: [5] },
  'success',
  null,
])('a record is not as described by %j', (described) => {
  expect(isAsDescribed(record, described)).toBe(false)
})

test('a text is described by itself, or by a pattern', () => {
  expect(isAsDescribed('an order\n', 'an order\n')).toBe(true)
  expect(isAsDescribed('an order\n', /order/)).toBe(true)
  expect(isAsDescribed('an order\n', 'an order')).toBe(false)
  expect(isAsDescribed('an order\n', { level: 'INFO' })).toBe(false)
})

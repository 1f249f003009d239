import { expect, test } from '@jest/globals'
import { MemoryMetrics } from '@sim/process'

test('counters add up, gauges are what was written last', () => {
  const metrics = new MemoryMetrics()

  metrics.counter('c', 1)
  metrics.counter('c', 2)
  metrics.gauge('g', 5)
  metrics.gauge('g', 3)

  expect([metrics.read('c'), metrics.read('g'), metrics.read('unknown')]).toEqual([3, 3, 0])
})

test('labels make series of their own, in whatever order they are named', () => {
  const metrics = new MemoryMetrics()

  metrics.counter('c', 1, { b: '2', a: '1' })
  metrics.counter('c', 1, { a: '1', b: '2' })
  metrics.counter('c', 1, { a: '2' })

  expect(metrics.snapshot()).toEqual({ 'c{a=1,b=2}': 2, 'c{a=2}': 1 })
  expect(metrics.read('c', { b: '2', a: '1' })).toBe(2)
  expect(metrics.read('c')).toBe(0)
})

test('a histogram amounts to its count, its sum and its bounds', () => {
  const metrics = new MemoryMetrics()

  for (const value of [3, -1, 7]) metrics.histogram('h', value, { a: '1' })

  expect(metrics.summary('h', { a: '1' })).toEqual({ count: 3, sum: 9, least: -1, most: 7 })
  expect(metrics.summary('h')).toBeUndefined()
  expect(metrics.snapshot()).toEqual({})
})

import { expect, test } from '@jest/globals'
import { defaultLogLimit, Log, waitFor } from '@sim/core'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

setFlagsFromString('--expose_gc')
const collect = runInNewContext('gc') as () => void

const filled = (count: number, limit?: number) => {
  const log = new Log<number>(limit)
  for (let entry = 1; entry <= count; entry += 1) log.append(entry)
  return log
}

test('a log tells what happened, oldest first', () => {
  const log = filled(3)

  expect(log.entries()).toEqual([1, 2, 3])
  expect(log.current).toBe(3)
})

test('an empty log has no newest entry', () => {
  const log = new Log<number>()

  expect([log.current, log.size, log.appended, log.entries()]).toEqual([undefined, 0, 0, []])
})

test('entries() is a copy', () => {
  const log = filled(1)

  log.entries().push(99)

  expect(log.entries()).toEqual([1])
})

test.each([0, 1, 2, 3, 7])('a log of %d keeps just as many, whatever their number', (limit) => {
  for (let count = 0; count <= 25; count += 1) {
    const log = filled(count, limit)
    const kept = Array.from({ length: Math.min(count, limit) }, (_, index) => index)

    expect(log.entries()).toEqual(kept.map((index) => count - kept.length + 1 + index))
    expect([log.size, log.appended]).toEqual([kept.length, count])
    expect(log.current).toBe(limit === 0 || count === 0 ? undefined : count)
  }
})

test('a log without a bound keeps all', () => {
  const log = filled(defaultLogLimit + 10, Infinity)

  expect(log.size).toBe(defaultLogLimit + 10)
})

test('a log keeps 10 000 entries when nothing else was said', () => {
  const log = filled(defaultLogLimit + 10)

  expect([log.size, log.entries()[0]]).toEqual([10_000, 11])
})

test('a cleared log counts on', () => {
  const log = filled(5, 3)

  log.clear()
  log.append(6)

  expect(log.entries()).toEqual([6])
  expect([log.size, log.appended]).toEqual([1, 6])
})

test('a follower is called with each new entry, when the log already holds it', () => {
  const log = filled(2)
  const heard: unknown[] = []
  using _subscription = log.subscribe((entry) => heard.push([entry, log.current]))

  log.append(3)
  log.append(3)

  expect(heard).toEqual([
    [3, 3],
    [3, 3],
  ])
})

test('a log that keeps nothing still tells its followers', () => {
  const log = new Log<string>(0)
  const heard: unknown[] = []
  log.subscribe((entry) => heard.push(entry))

  log.append('gone')

  expect(heard).toEqual(['gone'])
})

test('a log can be waited on', async () => {
  const log = new Log<string>()
  const found = waitFor(log, (entry) => entry === 'b', { what: 'b' })

  log.append('a')
  log.append('b')
  log.append('c')

  await expect(found).resolves.toBe('b')
})

test('what a log forgot can be collected', async () => {
  const log = new Log<object>(2)
  const appended = Array.from({ length: 3 }, () => {
    const entry = {}
    log.append(entry)
    return new WeakRef(entry)
  })

  await new Promise((resolve) => setImmediate(resolve))
  collect()

  expect(appended.map((entry) => entry.deref() !== undefined)).toEqual([false, true, true])
})

test('two million entries leave the memory flat', () => {
  const heap = () => {
    collect()
    return process.memoryUsage().heapUsed
  }
  const log = new Log<object>(1_000)
  const append = (count: number) => {
    for (let id = 0; id < count; id += 1) log.append({ id, text: `entry ${id}` })
  }
  append(10_000)
  const before = heap()

  append(2_000_000)

  expect(heap() - before).toBeLessThan(2_000_000)
  expect(log.appended).toBe(2_010_000)
})

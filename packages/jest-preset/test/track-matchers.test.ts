import { expect, test } from '@jest/globals'
import { setImmediate } from 'node:timers/promises'
import { MatcherTracker } from '../src/track-matchers.ts'

function tracked() {
  const tracker = new MatcherTracker()
  const { promise, resolve, reject } = Promise.withResolvers<string>()
  const { toWait, toJudge } = tracker.track({ toWait: () => promise, toJudge: () => 'judged' })
  return { tracker, toWait, toJudge, resolve, reject }
}

test('a matcher that still waits is named, with where it was called', () => {
  const { tracker, toWait } = tracked()
  void toWait()

  const forgotten = tracker.finish()

  expect(forgotten?.message).toBe(
    'expect(…).toWait() was still waiting when the test was over: await it',
  )
  expect(forgotten?.stack?.split('\n')[1]).toContain('track-matchers.test.ts')
  expect(tracker.finish()).toBeUndefined()
})

test('a matcher that has settled is not', async () => {
  const { tracker, toWait, resolve } = tracked()
  const waiting = toWait()
  resolve('there')

  expect(await waiting).toBe('there')
  expect(tracker.finish()).toBeUndefined()
})

test('a matcher that judges is handed through', () => {
  const { tracker, toJudge } = tracked()

  expect(toJudge()).toBe('judged')
  expect(tracker.finish()).toBeUndefined()
})

test('a test that has failed is not blamed for what it left, only once', () => {
  const { tracker, toWait } = tracked()
  void toWait()
  tracker.excuse()

  expect(tracker.finish()).toBeUndefined()
  void toWait()
  expect(tracker.finish()).toBeDefined()
})

test('what was forgotten never settles: it must not fail a later test', async () => {
  const { tracker, toWait, reject } = tracked()
  let settled = false
  const note = () => (settled = true)
  void (toWait() as Promise<unknown>).then(note, note)
  tracker.finish()

  reject(new Error('late'))
  await setImmediate()

  expect(settled).toBe(false)
})

test('of tests that run at once nothing is watched', async () => {
  const tracker = new MatcherTracker(() => true)
  const { toWait } = tracker.track({ toWait: () => Promise.resolve('there') })
  const waiting = toWait()

  expect(tracker.finish()).toBeUndefined()
  expect(await waiting).toBe('there')
})

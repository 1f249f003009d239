import { systemClock } from '@sim/core'
import process from 'node:process'
import { afterAll, beforeAll, beforeEach, expect, inject } from 'vitest'
import { appendToFailures } from './append-timeline.ts'
import { matchers } from './matchers/matchers.ts'
import { prepare } from './prepare.ts'
import { SimulatorHost } from './simulator-host.ts'
import { deadlineSlot, hostSlot, type Slots } from './slots.ts'
import { MatcherTracker } from './track-matchers.ts'

export type { LambdaMatchers } from './types/vitest.ts'

/** A build takes as long as it takes. */
const noLimitMs = 2 ** 31 - 1

const slots = globalThis as Slots
let concurrentTests = 0
const tracker = new MatcherTracker(() => concurrentTests > 0)
expect.extend(tracker.track(matchers) as never)

const places = { "Vitest's provide.lambdaSim": inject('lambdaSim' as never) }
const host = new SimulatorHost(expect.getState().testPath ?? '')
slots[hostSlot] = host

beforeAll(async () => host.apply(await prepare(places, process.cwd())), noLimitMs)

beforeEach(({ task, onTestFinished }) => {
  // Tests that run at once cannot be told apart: what they ask for is the file's.
  if (task.concurrent === true) {
    concurrentTests += 1
    onTestFinished(() => void (concurrentTests -= 1))
    return
  }
  host.openTest(task)
  slots[deadlineSlot] = systemClock.now() + task.timeout
  // Called after every other hook, however they ended: it was the first to be registered.
  onTestFinished(async () => {
    delete slots[deadlineSlot]
    const failures = task.result?.errors ?? []
    if (failures.length > 0) tracker.excuse()
    const forgotten = tracker.finish()
    appendToFailures([...failures, forgotten], host.timeline(task), new WeakSet())
    await host.close(task)
    if (forgotten !== undefined) throw forgotten
  })
})

afterAll(() => host.end())

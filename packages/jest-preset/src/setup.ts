import { afterAll, afterEach, beforeAll, beforeEach, expect } from '@jest/globals'
import process from 'node:process'
import { concurrentTest } from './concurrent-test.ts'
import { crossRealmEquality, emptyLike } from './cross-realm-equality.ts'
import { prepare } from './prepare.ts'
import { SimulatorHost } from './simulator-host.ts'
import { hostSlot, matchersSlot, waitingSlot, type Slots } from './slots.ts'
import { MatcherTracker, type Matchers } from './track-matchers.ts'

/** A build takes as long as it takes. */
const noLimitMs = 2 ** 31 - 1

const slots = globalThis as Slots & { readonly lambdaSim?: unknown }
const tracker = new MatcherTracker(() => concurrentTest() !== undefined)
const extend = (matchers: Matchers): void => expect.extend(tracker.track(matchers) as never)

slots[waitingSlot] = tracker
afterEach(() => {
  const forgotten = tracker.finish()
  if (forgotten !== undefined) throw forgotten
})
if (slots[matchersSlot] !== undefined) extend(slots[matchersSlot])
if (slots[hostSlot] === undefined) hostInForeignEnvironment()
else compareAcrossRealms(slots[hostSlot])

/**
 * The environment is someone else's: simulators live in the test's own realm, and hooks end them. Nobody tells
 * these when a `describe` block begins, nor when a concurrent test ends, nor what a test has failed with.
 */
function hostInForeignEnvironment(): void {
  const host = new SimulatorHost(expect.getState().testPath ?? '')
  const alone = 'the test that runs'
  const asked = <T>(ask: () => T): T => {
    const test = concurrentTest()
    return test === undefined ? ask() : host.runBeside(test, ask)
  }
  slots[hostSlot] = {
    use: (options) => asked(() => host.use(options)),
    configure: (options) => asked(() => host.configure(options)),
  }
  beforeAll(async () => {
    const { matchers } = await import('./matchers/matchers.ts')
    extend(matchers)
    const places = { "Jest's globals.lambdaSim": slots.lambdaSim }
    host.apply(await prepare(places, process.cwd()))
  }, noLimitMs)
  beforeEach(() => host.openTest(alone))
  afterEach(() => host.close(alone))
  afterAll(() => host.end())
}

function compareAcrossRealms(host: object): void {
  try {
    expect(emptyLike(host)).toStrictEqual({})
  } catch {
    expect.addEqualityTesters([crossRealmEquality as never])
  }
}

import { systemClock, type WaitLimits } from '@sim/core'
import { setImmediate } from 'node:timers/promises'
import { isAtRest } from './at-rest.ts'
import { EventSearch } from './event-search.ts'
import { followEvents } from './follow-events.ts'
import type { MatcherContext, MatcherResult } from './matcher-context.ts'
import { message } from './message.ts'
import type { ObservedSimulator } from './observed.ts'
import { comingEvents, telemetryCall, type TelemetryCall } from './telemetry-call.ts'
import { forgottenBy, telemetryLines } from './telemetry-message.ts'
import { waitLimit } from './wait-limit.ts'

/**
 * Waits until the platform has told it.
 *
 * With `.not` it waits until the environment is at rest, or the platform has told it after all. That the time is
 * over before either proves nothing, and fails.
 */
export async function toEmitTelemetry(
  this: MatcherContext,
  received: unknown,
  ...args: readonly unknown[]
): Promise<MatcherResult> {
  const read = telemetryCall(this, 'toEmitTelemetry', comingEvents, received, args)
  if ('refusal' in read) return read.refusal
  const { call, expectation, matches, received: simulator } = read
  const limit = waitLimit(expectation.limits.timeoutMs)
  const limits = { timeoutMs: limit.timeoutMs, signal: expectation.limits.signal }
  const startedAt = systemClock.monotonic()
  const { search, inTime } = this.isNot
    ? await searchUntilRest(read, limits)
    : await searchUntilFound(read, limits)
  const waitedMs = Math.round(systemClock.monotonic() - startedAt)
  const findings = {
    expectation,
    search,
    matches,
    events: simulator.telemetry.events(),
    waited: `${waitedMs} ms (limit ${limit.text})`,
    forgotten: forgottenBy(simulator),
  }
  const unproven = this.isNot === true && !inTime ? unrest(simulator) : undefined
  return {
    pass: search.isDone || unproven !== undefined,
    message: () => message(this, call, [unproven, ...telemetryLines(this, findings)]),
  }
}

interface Outcome {
  readonly search: EventSearch
  /** Whether it was decided before the time was over. */
  readonly inTime: boolean
}

async function searchUntilFound(
  { received, expectation, matches }: TelemetryCall<ObservedSimulator>,
  limits: WaitLimits,
): Promise<Outcome> {
  const search = new EventSearch(expectation.wanted, matches)
  const see = search.see.bind(search)
  // Where nothing can come any more there is nothing to wait for.
  const isEnough = () => search.isDone || received.phase === 'stopped'
  return { search, inTime: await followEvents(received, see, isEnough, limits) }
}

async function searchUntilRest(
  call: TelemetryCall<ObservedSimulator>,
  { timeoutMs, signal }: { readonly timeoutMs: number; readonly signal?: AbortSignal | undefined },
): Promise<Outcome> {
  const { received, expectation, matches } = call
  const deadline = systemClock.monotonic() + timeoutMs
  for (;;) {
    const search = new EventSearch(expectation.wanted, matches)
    const isEnough = () => search.isDone || isAtRest(received)
    const left = { timeoutMs: Math.max(0, deadline - systemClock.monotonic()), signal }
    const inTime = await followEvents(received, search.see.bind(search), isEnough, left)
    if (search.isDone || !inTime) return { search, inTime }
    // What was printed before is in its pipe by now: within a turn it is read, in whichever order the kernel
    // shows pipes and sockets.
    await setImmediate()
    if (!isAtRest(received)) continue
    const events = received.telemetry.events()
    return { search: new EventSearch(expectation.wanted, matches).seeAll(events), inTime }
  }
}

const unrest = ({ phase, queued }: ObservedSimulator) =>
  `Not decided: the environment did not come to rest, it is in phase ${phase} with ${queued} queued`

import { EventSearch } from './event-search.ts'
import type { MatcherContext, MatcherResult } from './matcher-context.ts'
import { message } from './message.ts'
import { isSimulator } from './observed.ts'
import { anyEvents, telemetryCall } from './telemetry-call.ts'
import { forgottenBy, telemetryLines } from './telemetry-message.ts'

/** Judges what the platform has told so far. To wait for it, use `toEmitTelemetry`. */
export function toHaveEmittedTelemetry(
  this: MatcherContext,
  received: unknown,
  ...args: readonly unknown[]
): MatcherResult {
  const read = telemetryCall(this, 'toHaveEmittedTelemetry', anyEvents, received, args)
  if ('refusal' in read) return read.refusal
  const { call, expectation, matches, received: source } = read
  const events = isSimulator(source) ? source.telemetry.events() : source
  const forgotten = isSimulator(source) ? forgottenBy(source) : 0
  const search = new EventSearch(expectation.wanted, matches).seeAll(events)
  const findings = { expectation, search, events, matches, forgotten }
  return {
    pass: search.isDone,
    message: () => message(this, call, telemetryLines(this, findings)),
  }
}

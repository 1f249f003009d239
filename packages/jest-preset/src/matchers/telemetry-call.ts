import type { TelemetryEvent } from '@sim/telemetry-api'
import type { MatcherContext, MatcherResult } from './matcher-context.ts'
import { refuse, undecided, type Call } from './message.ts'
import { isEventList, isSimulator, type ObservedSimulator } from './observed.ts'
import { partially, type Matches } from './partial-equality.ts'
import {
  knownTypes,
  telemetryExpectation,
  type TelemetryExpectation,
} from './telemetry-expectation.ts'
import { unknownName } from './telemetry-message.ts'

type Received = ObservedSimulator | readonly TelemetryEvent[]

/** What a telemetry matcher was called with, once it is known to make sense. */
export interface TelemetryCall<R extends Received> {
  readonly received: R
  readonly call: Call
  readonly expectation: TelemetryExpectation
  readonly matches: Matches
}

/** The events of a simulator, or of a list of them. */
export const anyEvents = {
  rule: 'received value must be a simulator or a list of telemetry events',
  accepts: (value: unknown): value is Received => isSimulator(value) || isEventList(value),
}

/** The events of what can still tell more of them. */
export const comingEvents = {
  rule: 'received value must be a simulator; a list of events does not grow, judge it with toHaveEmittedTelemetry',
  accepts: isSimulator,
}

/**
 * Reads a call, or says what is wrong with it.
 *
 * A simulator never tells of an event that the platform does not know: then `.not` must not hold either, or a
 * misspelt name would pass for ever. A list may come from anywhere.
 */
export function telemetryCall<R extends Received>(
  context: MatcherContext,
  name: string,
  source: { readonly rule: string; readonly accepts: (value: unknown) => value is R },
  received: unknown,
  args: readonly unknown[],
): TelemetryCall<R> | { readonly refusal: MatcherResult } {
  const expectation = telemetryExpectation(args)
  const on = Array.isArray(received) ? 'events' : 'simulator'
  const call: Call = { name, on, args: expectation?.args ?? ['expected'] }
  if (!source.accepts(received)) {
    const { rule } = source
    return { refusal: refuse(context, call, { rule, label: 'Received' }, received) }
  }
  if (expectation === undefined) {
    const rule =
      'expected value must be the name of an event, an event with a type, or a list of these'
    return { refusal: refuse(context, call, { rule, label: 'Expected' }, args[0]) }
  }
  const stranger = expectation.wanted.find(({ type }) => !knownTypes.includes(type))
  if (stranger !== undefined && !Array.isArray(received)) {
    const expected = `Expected: ${context.utils.printExpected(stranger.type)}`
    return { refusal: undecided(context, call, [expected, unknownName(stranger.type)]) }
  }
  return { received, call, expectation, matches: partially(context) }
}

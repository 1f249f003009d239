import type { TelemetryEvent } from '@sim/telemetry-api'
import type { EventSearch } from './event-search.ts'
import type { MatcherContext } from './matcher-context.ts'
import { count, difference } from './message.ts'
import { didYouMean } from './nearest-name.ts'
import type { ObservedSimulator } from './observed.ts'
import type { Matches } from './partial-equality.ts'
import { differences, projection } from './projection.ts'
import { knownTypes, type TelemetryExpectation, type Wanted } from './telemetry-expectation.ts'

/** What a search has come to, for those who read why it failed. */
export interface Findings {
  readonly expectation: TelemetryExpectation
  readonly search: EventSearch
  readonly events: readonly TelemetryEvent[]
  readonly matches: Matches
  /** For how long, and why not longer; `undefined` where nothing was awaited. */
  readonly waited?: string | undefined
  /** How many entries the journal no longer holds. */
  readonly forgotten?: number | undefined
}

/** What was wanted, what was seen, and the event that came closest. */
export function telemetryLines(
  context: MatcherContext,
  findings: Findings,
): readonly (string | undefined)[] {
  const { events, waited, forgotten = 0 } = findings
  return [
    wantedLine(context, findings),
    findings.search.isDone ? foundLine(context, findings) : missingLine(context, findings),
    waited === undefined ? undefined : `Waited: ${waited}`,
    `Received: ${summary(events)}`,
    forgotten > 0
      ? `The journal has forgotten its oldest ${forgotten} entries: see the option journalLimit`
      : undefined,
    ...(findings.search.isDone || context.isNot === true ? [] : closest(context, findings)),
  ]
}

/** How many entries the journal of a simulator no longer holds. */
export function forgottenBy({ journal }: ObservedSimulator): number {
  return journal.length - journal.entries().length
}

/** `3 events (platform.start × 1, function × 2)`. */
export function summary(events: readonly TelemetryEvent[]): string {
  if (events.length === 0) return 'no events'
  const counts = new Map<string, number>()
  for (const { type } of events) counts.set(type, (counts.get(type) ?? 0) + 1)
  const parts = [...counts].map(([type, number]) => `${type} × ${number}`)
  return `${count(events.length, 'event')} (${parts.join(', ')})`
}

function wantedLine({ utils, isNot }: MatcherContext, { expectation }: Findings): string {
  const { wanted, isList } = expectation
  const [single] = wanted
  return isList
    ? `Expected ${isNot === true ? 'not to find ' : ''}in this order: ${utils.printExpected(wanted)}`
    : `Expected ${isNot === true ? 'no' : 'an'} event matching: ${utils.printExpected(single)}`
}

function foundLine({ utils }: MatcherContext, { expectation, search }: Findings): string {
  const { found } = search
  return `Found: ${utils.printReceived(expectation.isList ? found : found[0])}`
}

function missingLine({ utils }: MatcherContext, findings: Findings): string | undefined {
  const { expectation, search, events, matches } = findings
  const { missing, found } = search
  if (!expectation.isList || missing === undefined) return undefined
  const earlier = events.some((event) => matches(event, missing))
  const last = found.at(-1)?.type
  return [
    `Found: the first ${found.length} of ${expectation.wanted.length}`,
    `Missing${last === undefined ? '' : ` after ${last}`}: ${utils.printExpected(missing)}`,
    ...(earlier ? ['There is such an event, but before that'] : []),
  ].join('\n')
}

function closest(context: MatcherContext, findings: Findings): readonly (string | undefined)[] {
  const { search, events, matches } = findings
  const missing = search.missing as Wanted
  const ofType = events.filter(({ type }) => type === missing.type)
  const best = ofType
    .map((event) => ({ event, distance: differences(event, missing, matches) }))
    // What came last is what a test is most likely about.
    .reduceRight<{ event: TelemetryEvent; distance: number } | undefined>(
      (least, one) => (least === undefined || one.distance < least.distance ? one : least),
      undefined,
    )
  if (best === undefined) return [unknownName(missing.type)]
  if (best.distance === 0) return []
  const place =
    ofType.length === 1
      ? 'the only'
      : `number ${ofType.indexOf(best.event) + 1} of ${ofType.length}`
  return [
    `\nClosest event (${place} ${missing.type}):`,
    difference(context, missing, projection(best.event, missing, matches)),
  ]
}

/** For a name that the platform does not know. */
export function unknownName(type: string): string | undefined {
  if (knownTypes.includes(type)) return undefined
  const names = `The platform tells of ${knownTypes.join(', ')}`
  return [`There is no event of this name`, didYouMean(type, knownTypes), names]
    .filter((line) => line !== undefined)
    .join('\n')
}

import { waitFor, type WaitLimits, type Watchable } from '@sim/core'
import {
  eventLines,
  eventsOfInvocation,
  otlpLogs,
  otlpMetrics,
  otlpTraces,
  type OpenTelemetryOptions,
  type OtlpLogs,
  type OtlpMetrics,
  type OtlpTraces,
  type TelemetryEvent,
} from '@sim/telemetry-api'
import type { Journal } from '../journal/journal.ts'
import { EventFeed } from './event-feed.ts'
import {
  areLimits,
  isFound,
  summary,
  wanted,
  type TelemetrySearch,
  type TelemetryType,
  type TelemetryWhere,
} from './telemetry-search.ts'

/** A telemetry event of one type, with its record's type. */
export type TelemetryEventOf<T extends TelemetryType> = TelemetryEvent<T>

/**
 * What the platform has told, read from the journal: no subscriber is needed.
 *
 * Everything here is about what the journal still holds. What has left it by its bound (`journalLimit`) is gone: to keep all of a
 * long run, read `follow()` or `lines()` from its beginning.
 *
 * `where` narrows a search down: any part of the record (`{ status: 'timeout' }`; a regular expression stands for a text that it
 * fits, `undefined` for what is not there, and `expect.any(…)` and its like do), or a condition on the event.
 */
export class TelemetryView {
  readonly #journal: Journal
  readonly #over: AbortSignal
  readonly #options: OpenTelemetryOptions

  constructor(journal: Journal, over: AbortSignal, options: OpenTelemetryOptions) {
    this.#journal = journal
    this.#over = over
    this.#options = options
  }

  /** Every event, oldest first. */
  events(): TelemetryEvent[] {
    return this.#journal.entries('telemetry').map(({ event }) => event)
  }

  /** Those of one type, typed by it. */
  filter<T extends TelemetryType>(type: T, where?: TelemetryWhere<T>): TelemetryEventOf<T>[] {
    const search = { type, where }
    return this.events().filter((event) => isFound(event, search))
  }

  /** The oldest of one type. */
  first<T extends TelemetryType>(
    type: T,
    where?: TelemetryWhere<T>,
  ): TelemetryEventOf<T> | undefined {
    const search = { type, where }
    return this.events().find((event) => isFound(event, search))
  }

  /** The newest of one type. */
  last<T extends TelemetryType>(
    type: T,
    where?: TelemetryWhere<T>,
  ): TelemetryEventOf<T> | undefined {
    const search = { type, where }
    return this.events().findLast((event) => isFound(event, search))
  }

  /**
   * What belongs to one invocation, oldest first: its start, its runtime done and its report, of all attempts, and what runtime and
   * extensions printed in between. Where several run at a time, a line belongs to the one that its JSON names as its `requestId`,
   * or to none.
   */
  ofInvocation(requestId: string): TelemetryEvent[] {
    return eventsOfInvocation(this.events(), requestId)
  }

  /**
   * Resolves with the first event of this type that fits, of those that there are and those to come.
   *
   * Rejects with `ERR_WAIT_TIMEOUT` when its time is over, with `ERR_SIMULATOR_STOPPED` when the environment is over without it, and
   * with the signal's reason.
   */
  waitFor<T extends TelemetryType>(type: T, limits?: WaitLimits): Promise<TelemetryEventOf<T>>
  waitFor<T extends TelemetryType>(
    type: T,
    where: TelemetryWhere<T> | undefined,
    limits?: WaitLimits,
  ): Promise<TelemetryEventOf<T>>
  async waitFor<T extends TelemetryType>(
    type: T,
    second?: TelemetryWhere<T> | WaitLimits,
    third?: WaitLimits,
  ): Promise<TelemetryEventOf<T>> {
    const isLimits = third === undefined && areLimits(second)
    const { timeoutMs, signal } = (isLimits ? second : third) ?? {}
    const where = isLimits ? undefined : (second as TelemetryWhere<T> | undefined)
    return await this.#find({ type, where }, { timeoutMs, signal })
  }

  async #find<T extends TelemetryType>(
    search: TelemetrySearch<T>,
    { timeoutMs, signal }: WaitLimits,
  ): Promise<TelemetryEventOf<T>> {
    const { type, where } = search
    const past = this.first(type, where)
    if (past !== undefined) return past
    const fits = (event: TelemetryEvent | undefined): event is TelemetryEvent<T> =>
      event !== undefined && isFound(event, search)
    return await waitFor(this.#coming(), fits, {
      what: wanted(search),
      describe: () => summary(type, this.events()),
      timeoutMs,
      signal: AbortSignal.any([this.#over, ...(signal === undefined ? [] : [signal])]),
    })
  }

  /**
   * Every event, and each that comes, until the environment is over: `for await (const event of telemetry.follow())`.
   *
   * It listens from this call on, and keeps what is not read yet in memory: read it, or leave it with `return()`. When the signal
   * aborts, reading throws its reason.
   */
  follow({
    signal,
  }: { readonly signal?: AbortSignal | undefined } = {}): EventFeed<TelemetryEvent> {
    return new EventFeed(this.#journal, (event) => event, { over: this.#over, signal })
  }

  /**
   * As `follow()`, each event as a line of JSON with its newline, as `ndjson()` has them. A file gets all of a run, no faster than it
   * can be written, by `await pipeline(telemetry.lines(), createWriteStream(path))`.
   */
  lines({ signal }: { readonly signal?: AbortSignal | undefined } = {}): EventFeed<string> {
    const line = (event: TelemetryEvent) => [...eventLines([event])][0]
    return new EventFeed(this.#journal, line, { over: this.#over, signal })
  }

  /**
   * Every event as a line of JSON: what a subscriber of the Telemetry API with the newest schema would have been sent, so without
   * `platform.logsSubscription`.
   */
  ndjson(): string {
    return [...eventLines(this.events())].join('')
  }

  /**
   * Invocations, inits and restores as OpenTelemetry spans: the body of a collector's `POST /v1/traces`. Of these events; default:
   * every one that there is.
   */
  traces(events: readonly TelemetryEvent[] = this.events()): OtlpTraces {
    return otlpTraces(events, this.#options)
  }

  /** The metrics of OpenTelemetry for functions, as the body of `POST /v1/metrics`; events as with `traces()`. */
  metrics(events: readonly TelemetryEvent[] = this.events()): OtlpMetrics {
    return otlpMetrics(events, this.#options)
  }

  /** What was printed, with the spans in which it was, as the body of `POST /v1/logs`; events as with `traces()`. */
  logs(events: readonly TelemetryEvent[] = this.events()): OtlpLogs {
    return otlpLogs(events, this.#options)
  }

  /** Calls back with each event that comes. */
  #coming(): Watchable<TelemetryEvent | undefined> {
    return {
      current: undefined,
      subscribe: (listener) =>
        this.#journal.subscribe((entry) => {
          if (entry?.type === 'telemetry') listener(entry.event)
        }),
    }
  }
}

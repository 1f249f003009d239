import { onAbort } from '@sim/core'
import type { TelemetryEvent } from '@sim/telemetry-api'
import type { Journal } from '../journal/journal.ts'

/** When a feed ends. */
export interface FeedEnds {
  /** The environment is over: what was not read yet still comes, then nothing more. */
  readonly over: AbortSignal
  /** Who reads has had enough: reading throws its reason. */
  readonly signal?: AbortSignal | undefined
}

/**
 * What telemetry has told and tells, to be read with `for await`.
 *
 * It listens from when it was made until it ends, or is left: whoever leaves it without having begun to read calls `return()`.
 */
export class EventFeed<T> implements AsyncIterableIterator<T> {
  /** What came since the batch that is being read, which is read up to here. */
  #unread: TelemetryEvent[] = []
  #batch: readonly TelemetryEvent[]
  #read = 0
  #ended = false
  #news: PromiseWithResolvers<void> | undefined
  readonly #render: (event: TelemetryEvent) => T | undefined
  readonly #signal: AbortSignal | undefined
  readonly #listening: readonly Disposable[]

  /** `render`: what is read of an event; `undefined` leaves it out. */
  constructor(
    journal: Journal,
    render: (event: TelemetryEvent) => T | undefined,
    { over, signal }: FeedEnds,
  ) {
    this.#batch = journal.entries('telemetry').map(({ event }) => event)
    this.#render = render
    this.#signal = signal
    this.#listening = [
      journal.subscribe((entry) => {
        if (entry?.type === 'telemetry') this.#add(entry.event)
      }),
      onAbort(over, () => this.#end()),
      onAbort(signal, () => this.#end()),
    ]
  }

  [Symbol.asyncIterator](): this {
    return this
  }

  async next(): Promise<IteratorResult<T, undefined>> {
    for (;;) {
      if (this.#signal?.aborted === true) {
        await this.return()
        throw this.#signal.reason
      }
      const event = this.#take()
      const value = event && this.#render(event)
      if (value !== undefined) return { done: false, value }
      if (event !== undefined) continue
      if (this.#ended) return await this.return()
      this.#news ??= Promise.withResolvers()
      await this.#news.promise
    }
  }

  /** Ends it. */
  return(): Promise<IteratorResult<T, undefined>> {
    this.#unread = []
    this.#batch = []
    this.#read = 0
    this.#end()
    for (const one of this.#listening) one[Symbol.dispose]()
    return Promise.resolve({ done: true, value: undefined })
  }

  #add(event: TelemetryEvent): void {
    this.#unread.push(event)
    this.#wake()
  }

  #take(): TelemetryEvent | undefined {
    if (this.#read === this.#batch.length) {
      this.#batch = this.#unread
      this.#unread = []
      this.#read = 0
    }
    const event = this.#batch[this.#read]
    if (event !== undefined) this.#read += 1
    return event
  }

  #end(): void {
    this.#ended = true
    this.#wake()
  }

  #wake(): void {
    this.#news?.resolve()
    this.#news = undefined
  }
}

import type { Clock } from '@sim/core'
import type { EventText } from '../events/rendered-event.ts'
import { Batch } from './batch.ts'

/** When a batch is complete. */
export interface BatchLimits {
  /** Events. */
  readonly maxItems: number
  /** UTF-8 bytes of the events' JSON, without what joins them. */
  readonly maxBytes: number
  /** Milliseconds after the first event. */
  readonly timeoutMs: number
}

export interface BatchBufferOptions {
  readonly limits: BatchLimits
  readonly clock: Clock
  /** Whether a batch that is due would find room; if not it stays, and goes on being filled. */
  readonly hasRoom: () => boolean
  readonly onComplete: (batch: Batch) => void
}

/**
 * Collects one subscriber's events and hands them on in batches.
 *
 * A batch is complete when it has `maxItems` events, or `maxBytes` or more bytes, or when it is
 * due: `timeoutMs` after its first event. So it can be larger than `maxBytes` by one event, and
 * there is never an empty one. Core (managed instances): `telemetry/internal/batch.go`.
 */
export class BatchBuffer {
  readonly #options: BatchBufferOptions
  #open: Batch | undefined
  #timer: Disposable | undefined
  #isDue = false
  #heldNotice: EventText | undefined

  constructor(options: BatchBufferOptions) {
    this.#options = options
  }

  /** The batch that is being filled, if there is one. */
  get open(): Batch | undefined {
    return this.#open
  }

  add(event: EventText): void {
    const batch = this.#open ?? this.#begin()
    batch.add(event)
    this.#completeIfFull(batch)
  }

  addNotice(notice: EventText): void {
    const batch = this.#open ?? this.#begin()
    batch.addNotice(notice)
    this.#completeIfFull(batch)
  }

  /**
   * Keeps a notice whose batch was dropped, to go first in the next batch.
   *
   * It does not begin one: a subscriber that is gone would be called for its sake for ever.
   */
  holdNotice(notice: EventText): void {
    if (this.#open === undefined) this.#heldNotice = notice
    else this.#open.prependNotice(notice)
  }

  /** Begins a batch with the notice that is held, if one is. */
  releaseNotice(): void {
    if (this.#open === undefined && this.#heldNotice !== undefined) this.#begin()
  }

  /** Has the batch be due now. */
  flush(): void {
    this.releaseNotice()
    this.#isDue = this.#open !== undefined
    this.completeIfDue()
  }

  /** Completes a batch that is due, if it finds room now. */
  completeIfDue(): void {
    if (this.#isDue && this.#options.hasRoom()) this.#complete()
  }

  /** Forgets everything. */
  clear(): void {
    this.#open = undefined
    this.#heldNotice = undefined
    this.#isDue = false
    this.#timer?.[Symbol.dispose]()
  }

  #begin(): Batch {
    const batch = new Batch()
    if (this.#heldNotice !== undefined) batch.prependNotice(this.#heldNotice)
    this.#heldNotice = undefined
    this.#open = batch
    this.#timer = this.#options.clock.after(this.#options.limits.timeoutMs, () => this.flush())
    return batch
  }

  #completeIfFull(batch: Batch): void {
    const { maxItems, maxBytes } = this.#options.limits
    if (batch.texts.length >= maxItems || batch.bytes >= maxBytes) this.#complete()
  }

  #complete(): void {
    const batch = this.#open
    this.clear()
    if (batch !== undefined) this.#options.onComplete(batch)
  }
}

import type { Clock } from '@sim/core'
import type { EventText } from '../rendered-event.ts'
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

/**
 * Collects one subscriber's events and hands them on in batches.
 *
 * A batch is complete when it has `maxItems` events, or `maxBytes` or more bytes, or `timeoutMs` after its
 * first event. So it can be larger than `maxBytes` by one event, and there is never an empty one. Core (managed
 * instances): `telemetry/internal/batch.go`.
 */
export class BatchBuffer {
  readonly #limits: BatchLimits
  readonly #clock: Clock
  readonly #onComplete: (batch: Batch) => void
  #open: Batch | undefined
  #timer: Disposable | undefined
  #heldNotice: EventText | undefined

  constructor(limits: BatchLimits, clock: Clock, onComplete: (batch: Batch) => void) {
    this.#limits = limits
    this.#clock = clock
    this.#onComplete = onComplete
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

  /** Completes what there is, a held notice too. */
  flush(): void {
    if (this.#open === undefined && this.#heldNotice !== undefined) this.#begin()
    this.#complete()
  }

  /** Forgets what there is, and returns it. */
  clear(): Batch | undefined {
    const batch = this.#open
    this.#open = undefined
    this.#heldNotice = undefined
    this.#timer?.[Symbol.dispose]()
    return batch
  }

  #begin(): Batch {
    const batch = new Batch()
    if (this.#heldNotice !== undefined) batch.prependNotice(this.#heldNotice)
    this.#heldNotice = undefined
    this.#open = batch
    this.#timer = this.#clock.after(this.#limits.timeoutMs, () => this.#complete())
    return batch
  }

  #completeIfFull(batch: Batch): void {
    const { maxItems, maxBytes } = this.#limits
    if (batch.texts.length >= maxItems || batch.bytes >= maxBytes) this.#complete()
  }

  #complete(): void {
    const batch = this.clear()
    if (batch !== undefined) this.#onComplete(batch)
  }
}

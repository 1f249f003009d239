import { Buffer } from 'node:buffer'
import type { EventText } from '../events/rendered-event.ts'
import type { OutgoingBatch } from './transport.ts'

/** A part of what a subscriber was to get. */
export interface Amount {
  readonly events: number
  /** The UTF-8 bytes of their JSON. */
  readonly bytes: number
}

/** Events on their way to one subscriber. */
export class Batch implements OutgoingBatch {
  readonly #texts: string[] = []
  readonly #settling = Promise.withResolvers<void>()
  #bytes = 0
  #delivered = 0
  #deliveredBytes = 0
  #notice: EventText | undefined
  /** Where the notice is among the texts. */
  #noticeAt = 0
  /** Made of what happened before the subscription: bounded already, wherever it waits. */
  isReplay = false

  get texts(): readonly string[] {
    return this.#texts
  }

  get bytes(): number {
    return this.#bytes
  }

  get delivered(): number {
    return this.#delivered
  }

  /** What is not delivered of it. */
  get left(): Amount {
    return {
      events: this.#texts.length - this.#delivered,
      bytes: this.#bytes - this.#deliveredBytes,
    }
  }

  /** What the batch counts for in a queue that is bounded. */
  get countedBytes(): number {
    return this.isReplay ? 0 : this.#bytes
  }

  /** The event among the others that tells this very subscriber what it lost. */
  get notice(): EventText | undefined {
    return this.#notice
  }

  /** Resolves when the batch was delivered or dropped. */
  get settled(): Promise<void> {
    return this.#settling.promise
  }

  add({ text, bytes }: EventText): void {
    this.#texts.push(text)
    this.#bytes += bytes
  }

  addNotice(notice: EventText): void {
    this.#notice = notice
    this.#noticeAt = this.#texts.length
    this.add(notice)
  }

  /** Puts a notice that is older than everything in the batch before it. */
  prependNotice(notice: EventText): void {
    this.#texts.unshift(notice.text)
    this.#bytes += notice.bytes
    this.#notice = notice
    this.#noticeAt = 0
  }

  markDelivered(count: number): void {
    const end = this.#delivered + count
    for (const text of this.#texts.slice(this.#delivered, end)) {
      this.#deliveredBytes += Buffer.byteLength(text)
    }
    this.#delivered = end
  }

  /** Takes out what was delivered of it, so that the rest is a batch like any other. */
  takeDelivered(): Batch {
    const part = new Batch()
    const count = this.#delivered
    part.#texts.push(...this.#texts.splice(0, count))
    part.#bytes = this.#deliveredBytes
    if (this.#noticeAt < count) {
      part.#notice = this.#notice
      this.#notice = undefined
    }
    this.#noticeAt -= count
    this.#bytes -= this.#deliveredBytes
    this.#delivered = 0
    this.#deliveredBytes = 0
    return part
  }

  settle(): void {
    this.#settling.resolve()
  }
}

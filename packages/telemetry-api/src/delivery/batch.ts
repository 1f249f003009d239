import type { EventText } from '../rendered-event.ts'
import type { OutgoingBatch } from './transport.ts'

/** Events on their way to one subscriber. */
export class Batch implements OutgoingBatch {
  readonly #texts: string[] = []
  readonly #settling = Promise.withResolvers<void>()
  #bytes = 0
  #notice: EventText | undefined
  /** Made of what happened before the subscription: bounded already, wherever it waits. */
  isReplay = false

  get texts(): readonly string[] {
    return this.#texts
  }

  get bytes(): number {
    return this.#bytes
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
    this.add(notice)
    this.#notice = notice
  }

  /** Puts a notice that is older than everything in the batch before it. */
  prependNotice(notice: EventText): void {
    this.#texts.unshift(notice.text)
    this.#bytes += notice.bytes
    this.#notice = notice
  }

  settle(): void {
    this.#settling.resolve()
  }
}

import type { Body, BodyEnd } from './body.ts'
import type { Envelope, ExitEnvelope } from './envelope.ts'
import { exitedWithin, type Mortal } from './exited-within.ts'

/** Stands in for a body until that is there. Takes no messages, but keeps the news. */
export class PendingBody {
  /** An end that was told too early. */
  end: BodyEnd | undefined
  readonly #process: Mortal
  readonly #news: ExitEnvelope[] = []
  #controller: AbortController | undefined
  #isCalledOff = false

  constructor(process: Mortal) {
    this.#process = process
  }

  /** Aborted when whoever starts is to end. */
  get calledOff(): AbortSignal {
    this.#controller ??= new AbortController()
    if (this.#isCalledOff) this.#controller.abort()
    return this.#controller.signal
  }

  /** Whoever starts is stopped as soon as there is something to be stopped. */
  stop(): void {
    this.#isCalledOff = true
    this.#controller?.abort()
  }

  /** Whoever starts is ended as soon as there is something to be ended. */
  kill(_reason: unknown, deadlineMs: number): Promise<void> {
    this.stop()
    return exitedWithin(this.#process, deadlineMs)
  }

  deliver(envelope: Envelope): boolean {
    if (envelope.type === 'message') return false
    this.#news.push(envelope)
    return true
  }

  /** Gives the news to the body. */
  handOver(body: Body): void {
    for (const news of this.#news) body.deliver(news)
  }
}

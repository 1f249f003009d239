import type { Body, BodyEnd } from './body.ts'
import type { Envelope, ExitEnvelope } from './envelope.ts'
import { exitedWithin, type Mortal } from './exited-within.ts'

/** Stands in for a body until that is there. Takes no messages, but keeps the news. */
export class PendingBody {
  /** An end that was told too early. */
  end: BodyEnd | undefined
  readonly #process: Mortal
  readonly #news: ExitEnvelope[] = []

  constructor(process: Mortal) {
    this.#process = process
  }

  /** Whoever starts is stopped as soon as there is something to be stopped. */
  stop(_reason: unknown): void {}

  /** Whoever starts is ended as soon as there is something to be ended. */
  kill(_reason: unknown, deadlineMs: number): Promise<void> {
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

import { systemClock } from '@sim/core'
import type { Middleware } from '@sim/protocol'
import { finished } from 'node:stream/promises'

/** How long callers may take to read their answers when the end is near, in milliseconds. Chosen. */
const readingMs = 2_000

/** Keeps account of the answers that have not left yet, so that the end can wait for them. */
export class PendingAnswers {
  readonly #pending = new Set<Promise<unknown>>()

  /** The same door, watched. */
  of(door: Middleware): Middleware {
    return async (ctx, next) => {
      const answered = finished(ctx.res).finally(() => this.#pending.delete(answered))
      answered.catch(() => undefined)
      this.#pending.add(answered)
      await door(ctx, next)
    }
  }

  /** Resolves when whatever was asked for has left, or after two seconds: a caller may not read. */
  async settled(): Promise<void> {
    const late = Promise.withResolvers<void>()
    using _timer = systemClock.after(readingMs, late.resolve)
    await Promise.race([Promise.allSettled(this.#pending), late.promise])
  }
}

import { Readable } from 'node:stream'

/**
 * The bytes of a response while they come: filled by whoever takes them from the runtime, read by whoever invoked the
 * function.
 *
 * It holds one part at a time. A response that fails destroys it with its failure, yet only when everything that came
 * before has been read; until somebody reads, nothing happens.
 */
export class ResponseBody extends Readable {
  /** The reader has all that there was, and asked for more. */
  #isDrained = false
  #room = Promise.withResolvers<void>()
  #isOver = false
  #failure: Error | undefined

  constructor() {
    // One byte is enough to be full, so that no part is asked for before the last one was read.
    super({ highWaterMark: 1 })
  }

  /**
   * Takes the next part; resolves when it was read, when nobody reads any more, or when the response is over.
   *
   * Call it again only after that.
   */
  async fill(part: Buffer): Promise<void> {
    if (this.destroyed || this.#isOver || part.length === 0) return
    this.#isDrained = false
    this.#room = Promise.withResolvers()
    this.push(part)
    await this.#room.promise
  }

  /** Nothing comes any more. With a failure, whoever reads gets it after the last byte. Only the first call counts. */
  finish(failure?: Error): void {
    if (this.destroyed || this.#isOver) return
    this.#isOver = true
    this.#room.resolve()
    if (failure === undefined) return void this.push(null)
    this.#failure = failure
    if (this.#isDrained) this.destroy(failure)
  }

  override _read(): void {
    this.#isDrained = true
    this.#room.resolve()
    // The reader gets what it asked for at the end of this turn; destroyed now, it would not.
    if (this.#failure !== undefined) void this.#room.promise.then(() => this.#fail())
  }

  override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
    this.#room.resolve()
    done(error)
  }

  #fail(): void {
    this.destroy(this.#failure)
  }
}

import type { Readable } from 'node:stream'
import { setImmediate } from 'node:timers'
import type { OutputReader } from './output-lines.ts'

/** A portion, in bytes: as much as Node reads at once. Who gets less has read all that there was. */
const portionBytes = 65_536

/** More than a socket of the system holds by default: who has read so much has read what was written before. */
const mostHeldBytes = 1_048_576

interface Waiter {
  /** Bytes that may have been written before the wait began. */
  leftBytes: number
  readonly resolve: () => void
}

/**
 * Reads a stream, about a portion in each turn of the event loop.
 *
 * Without that Node reads megabytes in one turn from a child that writes without a pause, and nobody whom the host passes them on
 * to can take anything meanwhile. The child waits for its reader then, as at any full pipe.
 */
export class PacedStream {
  /** Resolves when the stream is over and its reader was told. */
  readonly closed: Promise<void>
  readonly #stream: Readable
  readonly #reader: OutputReader
  readonly #waiting = new Set<Waiter>()
  #isPaced = true
  /** There may be more to read than was read. */
  #isBehind = false
  #readPortion = false
  #goesOn = false

  constructor(stream: Readable, reader: OutputReader) {
    this.#stream = stream
    this.#reader = reader
    this.closed = this.#follow()
  }

  /**
   * Resolves when what was written so far has been read; `undefined` if it has, as far as can be known. Who writes on and on
   * is not waited for.
   */
  caughtUp(): Promise<void> | undefined {
    if (!this.#isBehind) return undefined
    const { promise, resolve } = Promise.withResolvers<void>()
    this.#waiting.add({ leftBytes: mostHeldBytes, resolve })
    return promise
  }

  /** Reads all that there is, in one turn: the writer is gone. */
  unpace(): void {
    this.#isPaced = false
    this.#stream.resume()
  }

  /** Lets go of the stream, whatever it still holds. */
  destroy(): void {
    this.#stream.destroy()
  }

  async #follow(): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>()
    this.#stream.on('data', (chunk: Buffer) => this.#read(chunk))
    // A stream that breaks is over, which is all there is to know: 'close' follows.
    this.#stream.on('error', () => undefined)
    this.#stream.once('close', () => {
      try {
        this.#reader.end()
      } finally {
        this.#release(Infinity)
        resolve()
      }
    })
    await promise
  }

  #read(chunk: Buffer): void {
    this.#reader.push(chunk)
    this.#release(chunk.length)
    if (chunk.length < portionBytes || !this.#isPaced) return
    this.#isBehind = true
    this.#readPortion = true
    this.#stream.pause()
    if (this.#goesOn) return
    this.#goesOn = true
    setImmediate(() => this.#goOn())
  }

  #goOn(): void {
    this.#goesOn = false
    this.#readPortion = false
    this.#stream.resume()
    // What there is to read is read in between.
    setImmediate(() => {
      if (this.#readPortion) return
      this.#isBehind = false
      this.#release(Infinity)
    })
  }

  /** So many bytes were read. */
  #release(bytes: number): void {
    for (const waiter of this.#waiting) {
      waiter.leftBytes -= bytes
      if (waiter.leftBytes > 0) continue
      this.#waiting.delete(waiter)
      waiter.resolve()
    }
  }
}

import { Buffer } from 'node:buffer'

/** What an engine puts before each piece of output: the stream's number, three zeros, the length. */
const headerBytes = 8

/** Takes apart what an engine sends of a container or an exec without a terminal: two streams in one. */
export class Demultiplexer {
  readonly #take: (stream: 'stdout' | 'stderr', bytes: Buffer) => void
  #rest: Buffer = Buffer.alloc(0)

  constructor(take: (stream: 'stdout' | 'stderr', bytes: Buffer) => void) {
    this.#take = take
  }

  /** What follows of the stream. A piece that came whole is handed on at once. */
  push(chunk: Buffer): void {
    this.#rest = this.#rest.length === 0 ? chunk : Buffer.concat([this.#rest, chunk])
    while (this.#rest.length >= headerBytes) {
      const end = headerBytes + this.#rest.readUInt32BE(4)
      if (this.#rest.length < end) return
      const stream = this.#rest[0] === 2 ? 'stderr' : 'stdout'
      const bytes = this.#rest.subarray(headerBytes, end)
      this.#rest = this.#rest.subarray(end)
      this.#take(stream, bytes)
    }
  }

  /** What came last without being a whole piece: an engine that cannot start an exec says why in plain text. */
  get left(): string {
    return this.#rest.toString('utf8')
  }
}

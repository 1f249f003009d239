import type { OutputLine } from '@sim/process'
import { Buffer } from 'node:buffer'

/** A line of more bytes is delivered in pieces. */
const longestLineBytes = 256 * 1024

const lineFeed = 0x0a

/** Cuts the bytes of one stream into lines. */
export class OutputLines {
  readonly #stream: OutputLine['stream']
  readonly #deliver: (line: OutputLine) => void
  #rest: Buffer = Buffer.alloc(0)

  constructor(stream: OutputLine['stream'], deliver: (line: OutputLine) => void) {
    this.#stream = stream
    this.#deliver = deliver
  }

  push(chunk: Buffer): void {
    let from = 0
    for (let at = chunk.indexOf(lineFeed); at !== -1; at = chunk.indexOf(lineFeed, from)) {
      this.#hold(chunk.subarray(from, at))
      this.#say(this.#rest, true)
      this.#rest = Buffer.alloc(0)
      from = at + 1
    }
    this.#hold(chunk.subarray(from))
  }

  /** The stream is over: delivers what stands there without a line feed. */
  end(): void {
    if (this.#rest.length > 0) this.#say(this.#rest, false)
    this.#rest = Buffer.alloc(0)
  }

  #hold(bytes: Buffer): void {
    this.#rest = this.#rest.length === 0 ? bytes : Buffer.concat([this.#rest, bytes])
    while (this.#rest.length > longestLineBytes) {
      const end = characterStart(this.#rest, longestLineBytes)
      this.#say(this.#rest.subarray(0, end), false)
      this.#rest = this.#rest.subarray(end)
    }
  }

  #say(bytes: Buffer, terminated: boolean): void {
    this.#deliver({ stream: this.#stream, text: bytes.toString('utf8'), terminated })
  }
}

/** Where to cut at the latest without splitting a character, which takes four bytes at most. */
function characterStart(bytes: Buffer, latest: number): number {
  for (let at = latest; at > latest - 4; at -= 1) {
    if (((bytes[at] as number) & 0xc0) !== 0x80) return at
  }
  return latest
}

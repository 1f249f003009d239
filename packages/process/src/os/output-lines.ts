/** One line that a process wrote, or a piece of a very long one. */
export interface OutputLine {
  readonly stream: 'stdout' | 'stderr'
  /** Without its line feed; a carriage return stays. Bytes that are no UTF-8 read as U+FFFD. */
  readonly text: string
  /** Whether a line feed followed. False for a piece of a long line and for what stood last without one. */
  readonly terminated: boolean
}

/** Takes the bytes of one stream as they come. Must not throw. */
export interface OutputReader {
  /** More of the stream. Where chunks begin and end means nothing. */
  push(chunk: Buffer): void
  /** The stream is over. Called once, after the last chunk. */
  end(): void
}

/** A line of more bytes is delivered in pieces. One mebibyte is what CloudWatch takes as one event. Documented: its quotas. */
export const longestLineBytes = 1024 * 1024

const lineFeed = 0x0a

/** Cuts the bytes of one stream into lines. */
export class OutputLines implements OutputReader {
  readonly #stream: OutputLine['stream']
  readonly #deliver: (line: OutputLine) => void
  #pending: Buffer[] = []
  #pendingBytes = 0

  constructor(stream: OutputLine['stream'], deliver: (line: OutputLine) => void) {
    this.#stream = stream
    this.#deliver = deliver
  }

  /** More of the stream: delivers each line that it ends. */
  push(chunk: Buffer): void {
    let from = 0
    for (let at = chunk.indexOf(lineFeed); at !== -1; at = chunk.indexOf(lineFeed, from)) {
      this.#collect(chunk.subarray(from, at))
      from = at + 1
      this.#take(true)
    }
    if (from < chunk.length) this.#collect(chunk.subarray(from))
  }

  /** The stream is over: delivers what stands there without a line feed. */
  end(): void {
    if (this.#pendingBytes > 0) this.#take(false)
  }

  #collect(bytes: Buffer): void {
    this.#pending.push(bytes)
    this.#pendingBytes += bytes.length
    if (this.#pendingBytes > longestLineBytes) this.#cut()
  }

  #cut(): void {
    let rest = Buffer.concat(this.#pending)
    while (rest.length > longestLineBytes) {
      const end = characterStart(rest, longestLineBytes)
      this.#hold(rest.subarray(end))
      this.#say(rest.subarray(0, end), false)
      rest = rest.subarray(end)
    }
  }

  #take(terminated: boolean): void {
    const [only, ...more] = this.#pending
    const bytes = only !== undefined && more.length === 0 ? only : Buffer.concat(this.#pending)
    this.#hold()
    this.#say(bytes, terminated)
  }

  #hold(bytes?: Buffer): void {
    this.#pending = bytes === undefined ? [] : [bytes]
    this.#pendingBytes = bytes?.length ?? 0
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

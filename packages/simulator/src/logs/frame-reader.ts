import { OutputLines, type OutputReader } from '@sim/process'
import { frameHeader, nextFrame } from './frame-header.ts'
import type { ApplicationLogLevel } from './log-level.ts'

/** One message that a runtime wrote to its log descriptor. */
export interface LogMessage {
  /** As it was written, line feeds included, the last one too if there is one. */
  readonly text: string
  /** As its frame tells; `undefined` if that does not, or if there was none. */
  readonly level?: ApplicationLogLevel | undefined
}

/** The message that is being read. */
interface Frame {
  readonly level: ApplicationLogLevel | undefined
  missing: number
  pieces: Buffer[]
  bytes: number
}

/** A longer message is delivered in pieces, as a long line is. */
const longestMessageBytes = 1024 * 1024
const lineFeed = 0x0a

/**
 * Takes what a runtime writes to the descriptor that `_LAMBDA_TELEMETRY_LOG_FD` names: messages behind headers, each of which is
 * one log event, whatever lines it has.
 *
 * Nothing is lost, and no more than a message of 1 MiB is kept: bytes that are in no frame are plain lines, up to where a frame
 * begins, and a message that ends too early is delivered as far as it came. The time in a header is not
 * used: an event has the time at which the platform makes it (documented: "Telemetry API").
 */
export class FrameReader implements OutputReader {
  readonly #deliver: (message: LogMessage) => void
  readonly #plain: OutputLines
  #frame: Frame | undefined
  /** The beginning of what may become a header. */
  #held: Buffer = Buffer.alloc(0)

  constructor(deliver: (message: LogMessage) => void) {
    this.#deliver = deliver
    this.#plain = new OutputLines('stdout', ({ text, terminated }) =>
      deliver({ text: terminated ? `${text}\n` : text }),
    )
  }

  push(chunk: Buffer): void {
    let rest = this.#held.length === 0 ? chunk : Buffer.concat([this.#held, chunk])
    this.#held = Buffer.alloc(0)
    while (rest.length > 0) {
      const { length } = rest
      rest = this.#frame === undefined ? this.#begin(rest) : this.#fill(this.#frame, rest)
      if (rest.length < length) continue
      // The beginning of a header: what follows shows what it is.
      this.#held = rest
      return
    }
  }

  end(): void {
    const { bytes = 0 } = this.#frame ?? {}
    if (bytes > 0) this.#finish(this.#frame as Frame)
    this.#frame = undefined
    this.#plain.push(this.#held)
    this.#held = Buffer.alloc(0)
    this.#plain.end()
  }

  /** Takes a header, or bytes that are none. Returns the rest; all of it if more is needed. */
  #begin(bytes: Buffer): Buffer {
    const header = frameHeader(bytes)
    if (header === 'more') return bytes
    if (header === 'none') return this.#skip(bytes)
    this.#plain.end()
    const { headerBytes, messageBytes, level } = header
    this.#frame = { level, missing: messageBytes, pieces: [], bytes: 0 }
    if (messageBytes === 0) this.#finish(this.#frame)
    return bytes.subarray(headerBytes)
  }

  #skip(bytes: Buffer): Buffer {
    const lineEnd = bytes.indexOf(lineFeed)
    const end = Math.min(nextFrame(bytes), lineEnd === -1 ? bytes.length : lineEnd + 1)
    this.#plain.push(bytes.subarray(0, end))
    return bytes.subarray(end)
  }

  #fill(frame: Frame, bytes: Buffer): Buffer {
    const taken = bytes.subarray(0, Math.min(frame.missing, longestMessageBytes - frame.bytes))
    frame.pieces.push(taken)
    frame.bytes += taken.length
    frame.missing -= taken.length
    if (frame.missing === 0) this.#finish(frame)
    else if (frame.bytes === longestMessageBytes) this.#cut(frame)
    return bytes.subarray(taken.length)
  }

  #cut(frame: Frame): void {
    const bytes = Buffer.concat(frame.pieces)
    const end = characterEnd(bytes)
    frame.pieces = [bytes.subarray(end)]
    frame.bytes = bytes.length - end
    this.#deliver({ text: bytes.toString('utf8', 0, end), level: frame.level })
  }

  #finish(frame: Frame): void {
    this.#frame = undefined
    this.#deliver({ text: Buffer.concat(frame.pieces).toString('utf8'), level: frame.level })
  }
}

/** Where the last whole character ends. Characters take four bytes at most; of what is no UTF-8 all is taken. */
function characterEnd(bytes: Buffer): number {
  for (let at = bytes.length - 1; at >= bytes.length - 4; at -= 1) {
    const byte = bytes[at] as number
    if ((byte & 0xc0) === 0x80) continue
    const length = byte < 0x80 ? 1 : byte < 0xe0 ? 2 : byte < 0xf0 ? 3 : 4
    return at + length > bytes.length ? at : bytes.length
  }
  return bytes.length
}

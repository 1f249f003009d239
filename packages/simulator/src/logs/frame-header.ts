import { applicationLogLevels, type ApplicationLogLevel } from './log-level.ts'

/** What stands before a framed message. */
export interface FrameHeader {
  /** How many bytes it takes itself. */
  readonly headerBytes: number
  /** How many bytes the message has. */
  readonly messageBytes: number
  /** `undefined`: the runtime does not say. */
  readonly level: ApplicationLogLevel | undefined
}

/**
 * How every frame begins: three bytes of magic, then one of flags, `000Llltf`. `f`: text rather than JSON; `t`: a time follows the
 * length; `Lll`: 0, or the level from TRACE as 1 to FATAL as 6. Captured: AWS's clients for Node, Java and Python.
 */
const magic = Buffer.from([0xa5, 0x5a, 0x00])
const timeFlag = 0b10
const levelOffset = 2

/** Type and length, both big-endian. */
const shortestHeader = 8
/** The time, in microseconds. */
const timeBytes = 8

/**
 * Reads the header at the beginning of these bytes. `more`: it may be one, and is not there as a whole; `none`: it is none.
 */
export function frameHeader(bytes: Buffer): FrameHeader | 'more' | 'none' {
  const known = Math.min(bytes.length, magic.length)
  if (bytes.compare(magic, 0, known, 0, known) !== 0) return 'none'
  const flags = bytes[magic.length]
  if (flags === undefined) return 'more'
  if (flags >> levelOffset > applicationLogLevels.length) return 'none'
  const headerBytes = shortestHeader + ((flags & timeFlag) === 0 ? 0 : timeBytes)
  if (bytes.length < headerBytes) return 'more'
  return {
    headerBytes,
    messageBytes: bytes.readUInt32BE(4),
    level: applicationLogLevels[(flags >> levelOffset) - 1],
  }
}

/** Where a header may begin, after the first byte; the length of the bytes if nowhere. */
export function nextFrame(bytes: Buffer): number {
  for (let at = bytes.indexOf(magic[0] as number, 1); at !== -1;) {
    if (frameHeader(bytes.subarray(at)) !== 'none') return at
    at = bytes.indexOf(magic[0] as number, at + 1)
  }
  return bytes.length
}

import type { JournalEntry, Simulator } from '@sim/simulator'
import { runtime } from '../programs.ts'

/** A runtime that writes what its events say. */
export const writer = runtime('writes')

/** A piece of output: the number of the descriptor, and what is written to it at once. */
export type Piece = readonly [descriptor: number, bytes: Buffer | string]

/** An event for `writer`. */
export const writing = (
  pieces: readonly Piece[],
  more: { readonly times?: number; readonly exit?: number } = {},
) => ({
  writes: pieces.map(([descriptor, bytes]) => [descriptor, Buffer.from(bytes).toString('base64')]),
  ...more,
})

/** A message as AWS's clients frame it. `flags` 3: text of no level, with a time. */
export function frame(message: Buffer | string, flags = 3): Buffer {
  const bytes = Buffer.from(message)
  const header = Buffer.alloc((flags & 2) === 0 ? 8 : 16)
  header.writeUInt32BE((0xa55a0000 | flags) >>> 0)
  header.writeUInt32BE(bytes.length, 4)
  if (header.length > 8) header.writeBigUInt64BE(1_700_000_000_000_000n, 8)
  return Buffer.concat([header, bytes])
}

/** What the journal has of output, without what differs from run to run. */
export const printed = (simulator: Simulator) =>
  simulator.journal
    .entries('process.output')
    .map(({ role, stream, text }: JournalEntry<'process.output'>) => [role, stream, text])

/** The records of telemetry's lines, in their order. */
export const records = (simulator: Simulator, type: 'function' | 'extension' = 'function') =>
  simulator.telemetry.filter(type).map(({ record }) => record)

/** A level as a frame's flags carry it. */
export const levelFlags = (level: number, format: 'text' | 'json') =>
  (level << 2) | 2 | (format === 'text' ? 1 : 0)

import type { Member } from './generation.ts'
import { readFileSync } from 'node:fs'
import { performance } from 'node:perf_hooks'

/** How old a reading may be, in milliseconds: a warm invocation should not pay for one each time. */
const freshMs = 100

/**
 * The peak memory of an environment: its processes, each at its own high-water mark, in whole MB.
 *
 * Reads the kernel's `VmHWM`, which only grows. 0 where there is no `/proc`, or no process of ours.
 */
export class PeakMemory {
  #peakMb = 0
  #readAt = -Infinity

  /** The peak so far. */
  of(members: readonly Member[]): number {
    const now = performance.now()
    if (now - this.#readAt > freshMs) {
      this.#readAt = now
      const kibibytes = members.reduce((sum, { process }) => sum + peakKibibytes(process.pid), 0)
      this.#peakMb = Math.max(this.#peakMb, Math.ceil(kibibytes / 1024))
    }
    return this.#peakMb
  }
}

function peakKibibytes(pid: number): number {
  try {
    const status = readFileSync(`/proc/${pid}/status`, 'latin1')
    return Number(/^VmHWM:\s+(\d+) kB/m.exec(status)?.[1] ?? 0)
  } catch {
    return 0
  }
}

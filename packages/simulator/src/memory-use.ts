import type { Member } from './generation-processes.ts'
import { performance } from 'node:perf_hooks'
import type { Sandbox } from './sandbox.ts'

/** How old a reading may be, in milliseconds: a warm invocation should not pay for one each time. */
const freshMs = 100

/**
 * The peak memory of an environment: its processes, each at its own high-water mark, in whole MB.
 *
 * The kernel's `VmHWM` only grows. 0 where it is not known, or no process is ours.
 */
export class PeakMemory {
  readonly #sandbox: Sandbox
  #peakMb = 0
  #readAt = -Infinity

  constructor(sandbox: Sandbox) {
    this.#sandbox = sandbox
  }

  /** The peak so far. */
  of(members: readonly Member[]): number {
    const now = performance.now()
    if (now - this.#readAt > freshMs) {
      this.#readAt = now
      const kibibytes = members.reduce((sum, { pid }) => sum + this.#sandbox.peakMemoryKb(pid), 0)
      this.#peakMb = Math.max(this.#peakMb, Math.ceil(kibibytes / 1024))
    }
    return this.#peakMb
  }
}

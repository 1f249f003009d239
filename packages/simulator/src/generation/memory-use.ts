import type { Member } from './generation-processes.ts'
import { performance } from 'node:perf_hooks'
import type { Settings } from '../options.ts'
import type { Sandbox } from '../sandbox/sandbox.ts'

/** How old a reading may be, in milliseconds: a warm invocation should not pay for one each time. */
const freshMs = 100

/**
 * The peak memory of an environment: its processes, each at its own high-water mark, in whole MB.
 *
 * The kernel's `VmHWM` only grows, and is gone with the process: it is read while there is one, whenever a process is heard of.
 * 0 where it is not known, or no process is ours.
 */
export class PeakMemory {
  readonly #sandbox: Sandbox
  readonly #mostMb: number
  #peakKb = 0
  #readAt = -Infinity

  constructor(sandbox: Sandbox, { memoryLimit, memorySizeMb }: Settings) {
    this.#sandbox = sandbox
    // Whoever is held to a limit is not told to have had more.
    this.#mostMb = memoryLimit === 'enforced' ? memorySizeMb : Infinity
  }

  /** The peak so far, after a look at these. */
  of(members: readonly Member[]): number {
    const now = performance.now()
    if (now - this.#readAt > freshMs) {
      this.#readAt = now
      this.look(members)
    }
    return Math.min(this.#mostMb, Math.ceil(this.#peakKb / 1024))
  }

  /** Looks, however fresh the last reading is: for what happens once in the life of a process. */
  look(members: readonly Member[]): void {
    this.saw(members.reduce((sum, { pid }) => sum + this.#sandbox.peakMemoryKb(pid), 0))
  }

  /** Somebody else saw that so many KiB were in use at once. */
  saw(kibibytes: number): void {
    this.#peakKb = Math.max(this.#peakKb, kibibytes)
  }
}

import type { Clock } from '@sim/core'
import type { Meters } from '../metrics/meters.ts'
import type { Pid } from './pid.ts'

/** Milliseconds in which the function of a dead task may still notice that it is. */
export const defaultGraceMs = 100

/** Dead tasks whose functions have not returned. After the grace time they count, and are told of. */
export class Runaways {
  readonly #clock: Clock
  readonly #meters: Meters
  readonly #graceMs: number
  readonly #tell: (pid: Pid) => void
  readonly #late = new Map<Pid, Disposable>()
  readonly #counted = new Set<Pid>()
  #empty: PromiseWithResolvers<void> | undefined

  constructor(clock: Clock, meters: Meters, graceMs: number, tell: (pid: Pid) => void) {
    this.#clock = clock
    this.#meters = meters
    this.#graceMs = graceMs
    this.#tell = tell
  }

  /** Those that have used their grace time up. */
  get counted(): readonly Pid[] {
    return [...this.#counted]
  }

  add(pid: Pid): void {
    this.#late.set(
      pid,
      this.#clock.after(this.#graceMs, () => this.#count(pid)),
    )
  }

  /** Its function has returned. */
  settled(pid: Pid): void {
    this.#forget(pid)
    if (this.#counted.delete(pid)) this.#meters.changed('sim.process.runaway', -1)
  }

  /** Resolves when everyone has returned or has used the grace time up. */
  async judged(): Promise<void> {
    if (this.#late.size === 0) return
    this.#empty ??= Promise.withResolvers<void>()
    await this.#empty.promise
  }

  #count(pid: Pid): void {
    this.#counted.add(pid)
    this.#meters.changed('sim.process.runaway', 1)
    this.#tell(pid)
    this.#forget(pid)
  }

  #forget(pid: Pid): void {
    this.#late.get(pid)?.[Symbol.dispose]()
    this.#late.delete(pid)
    if (this.#late.size > 0) return
    this.#empty?.resolve()
    this.#empty = undefined
  }
}

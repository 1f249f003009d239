import type { Clock } from '@sim/core'
import type { ChildDeath } from './child-death.ts'

/** Counts the restarts of a supervisor within its period. */
export class RestartWindow {
  readonly #intensity: number
  readonly #periodMs: number
  readonly #clock: Clock
  #recent: { readonly at: number; readonly death: ChildDeath }[] = []

  constructor(limits: { readonly intensity: number; readonly periodMs: number }, clock: Clock) {
    this.#intensity = limits.intensity
    this.#periodMs = limits.periodMs
    this.#clock = clock
  }

  /**
   * Counts a death that asks for a restart. If that is one too many, says what happened within the period, oldest first.
   * A death that is exactly one period old still counts.
   */
  add(death: ChildDeath): readonly [ChildDeath, ...ChildDeath[]] | undefined {
    if (this.#intensity === Infinity) return undefined
    const now = this.#clock.monotonic()
    this.#recent = this.#recent.filter(({ at }) => now - at <= this.#periodMs)
    this.#recent.push({ at: now, death })
    if (this.#recent.length <= this.#intensity) return undefined
    return this.#recent.map((entry) => entry.death) as [ChildDeath, ...ChildDeath[]]
  }
}

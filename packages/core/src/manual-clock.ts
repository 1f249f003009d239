import type { Clock } from './clock.ts'

interface Alarm {
  readonly at: number
  readonly callback: () => void
}

/** A clock that stands still until a test moves it. Starts at a fixed wall time. */
export class ManualClock implements Clock {
  #elapsed = 0
  readonly #startedAt: number
  readonly #alarms = new Set<Alarm>()

  /** `startedAt`: wall time of the first moment, in milliseconds since 1970. */
  constructor(startedAt = Date.UTC(2026, 0, 1)) {
    this.#startedAt = startedAt
  }

  now(): number {
    return this.#startedAt + this.#elapsed
  }

  monotonic(): number {
    return this.#elapsed
  }

  after(ms: number, callback: () => void): Disposable {
    const alarm: Alarm = { at: this.#elapsed + Math.max(ms, 0), callback }
    this.#alarms.add(alarm)
    return { [Symbol.dispose]: () => this.#alarms.delete(alarm) }
  }

  /**
   * Moves the time on and calls what became due, in the order in which it became due.
   *
   * A callback sees the moment for which it asked. It may ask for more, or move the time on itself.
   */
  advance(ms: number): void {
    const until = this.#elapsed + ms
    for (let next = this.#dueBy(until); next !== undefined; next = this.#dueBy(until)) {
      this.#elapsed = next.at
      this.#alarms.delete(next)
      next.callback()
    }
    // A callback may have gone further.
    this.#elapsed = Math.max(this.#elapsed, until)
  }

  #dueBy(until: number): Alarm | undefined {
    let earliest: Alarm | undefined
    for (const alarm of this.#alarms) {
      if (alarm.at <= until && (earliest === undefined || alarm.at < earliest.at)) earliest = alarm
    }
    return earliest
  }
}

import type { Clock } from '@sim/core'

interface Alarm {
  /** On this clock's own `monotonic()`. */
  readonly dueAt: number
  readonly callback: () => void
  timer: Disposable | undefined
}

/**
 * A clock that can be stopped: what waits for it waits longer by as long as it stood still.
 *
 * Wall time goes on. Disposing of it ends every wait.
 */
export class PausableClock implements Clock, Disposable {
  readonly #clock: Clock
  readonly #alarms = new Set<Alarm>()
  #stoodStillMs = 0
  #pausedAt: number | undefined

  constructor(clock: Clock) {
    this.#clock = clock
  }

  get isPaused(): boolean {
    return this.#pausedAt !== undefined
  }

  now(): number {
    return this.#clock.now()
  }

  monotonic(): number {
    return (this.#pausedAt ?? this.#clock.monotonic()) - this.#stoodStillMs
  }

  after(ms: number, callback: () => void): Disposable {
    const alarm: Alarm = {
      dueAt: this.monotonic() + Math.max(ms, 0),
      callback,
      timer: undefined,
    }
    this.#alarms.add(alarm)
    if (!this.isPaused) this.#arm(alarm)
    return { [Symbol.dispose]: () => this.#disarm(alarm) }
  }

  /** Stops the time. Stopping it again does nothing. */
  pause(): void {
    if (this.#pausedAt !== undefined) return
    this.#pausedAt = this.#clock.monotonic()
    for (const alarm of this.#alarms) alarm.timer?.[Symbol.dispose]()
  }

  /** Lets the time go on from where it stopped. */
  resume(): void {
    if (this.#pausedAt === undefined) return
    this.#stoodStillMs += this.#clock.monotonic() - this.#pausedAt
    this.#pausedAt = undefined
    for (const alarm of this.#alarms) this.#arm(alarm)
  }

  [Symbol.dispose](): void {
    for (const alarm of this.#alarms) this.#disarm(alarm)
  }

  #arm(alarm: Alarm): void {
    alarm.timer = this.#clock.after(alarm.dueAt - this.monotonic(), () => {
      this.#alarms.delete(alarm)
      alarm.callback()
    })
  }

  #disarm(alarm: Alarm): void {
    this.#alarms.delete(alarm)
    alarm.timer?.[Symbol.dispose]()
  }
}

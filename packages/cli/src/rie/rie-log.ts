import { systemClock, Timestamps, type Clock } from '@sim/core'
import type { Writable } from 'node:stream'
import { logLevels, type LogLevel } from './log-level.ts'

const months = 'Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec'.split(' ')

/**
 * What the emulator says of itself, on stderr: `21 Nov 2026 16:24:45,123 [INFO] (rapid) …`, in UTC.
 *
 * Core: the form of `logging/internal_log.go`, which some wait for.
 */
export class RieLog {
  readonly #output: Writable
  readonly #most: number
  readonly #clock: Clock
  readonly #timestamps = new Timestamps()

  /** Writes what is as grave as `level`, or graver. */
  constructor(output: Writable, level: LogLevel, clock: Clock = systemClock) {
    this.#output = output
    this.#most = logLevels.indexOf(level)
    this.#clock = clock
  }

  /** Writes one line, if the level asks for it. */
  write(level: LogLevel, message: string): void {
    if (logLevels.indexOf(level) > this.#most) return
    const line = `${this.#now()} [${level.toUpperCase()}] (rapid) ${message}\n`
    this.#output.write(line)
  }

  #now(): string {
    const text = this.#timestamps.at(this.#clock.now())
    const [year, month, day] = text.slice(0, 10).split('-')
    return `${day} ${months[Number(month) - 1]} ${year} ${text.slice(11, 19)},${text.slice(20, 23)}`
  }
}

import { systemClock, type Clock } from '@sim/core'
import type { Readable, Writable } from 'node:stream'
import type { Terminal } from './command.ts'
import { exitCodeOf } from './exit-codes.ts'

/** What a terminal needs of the process. */
export interface HostProcess {
  readonly stdout: Writable
  readonly stderr: Writable
  readonly stdin: Readable
  readonly env: Readonly<Record<string, string | undefined>>
  cwd(): string
  exit(code: number): unknown
  on(event: 'SIGINT' | 'SIGTERM', listener: (signal: NodeJS.Signals) => void): unknown
  off(event: 'SIGINT' | 'SIGTERM', listener: (signal: NodeJS.Signals) => void): unknown
}

/** Runners such as npx pass a signal on that the terminal has sent to everyone: within so long it is the same one. */
const sameSignalMs = 200

/**
 * The process's own terminal.
 *
 * The first SIGINT or SIGTERM aborts `signal`; one that comes later ends the process at once, and with it all that
 * it started. A reader of stdout or stderr that goes away aborts with `SIGPIPE`, any other failure to write with
 * its error.
 */
export class ProcessTerminal implements Terminal, Disposable {
  readonly stdout: Writable
  readonly stderr: Writable
  readonly env: Terminal['env']
  readonly cwd: string
  readonly #process: HostProcess
  readonly #clock: Clock
  readonly #ending = new AbortController()
  #signalledAt: number | undefined

  constructor(process: HostProcess, clock: Clock = systemClock) {
    this.#process = process
    this.#clock = clock
    this.stdout = process.stdout
    this.stderr = process.stderr
    this.env = process.env
    this.cwd = process.cwd()
    process.on('SIGINT', this.#onSignal)
    process.on('SIGTERM', this.#onSignal)
    process.stdout.on('error', this.#onWriteFailure)
    process.stderr.on('error', this.#onWriteFailure)
  }

  /** Opened when it is asked for: an open stdin would keep the process alive. */
  get stdin(): Readable {
    return this.#process.stdin
  }

  get signal(): AbortSignal {
    return this.#ending.signal
  }

  /** Lets go of the signals. The streams stay watched: what is still to be written may fail. */
  [Symbol.dispose](): void {
    this.#process.off('SIGINT', this.#onSignal)
    this.#process.off('SIGTERM', this.#onSignal)
  }

  readonly #onSignal = (signal: NodeJS.Signals): void => {
    const now = this.#clock.monotonic()
    this.#signalledAt ??= now
    if (now - this.#signalledAt >= sameSignalMs) this.#process.exit(exitCodeOf(signal))
    this.#ending.abort(signal)
  }

  readonly #onWriteFailure = (error: NodeJS.ErrnoException): void => {
    this.#ending.abort(error.code === 'EPIPE' ? 'SIGPIPE' : error)
  }
}

import type { Readable, Writable } from 'node:stream'

/** What a command may touch of the process that it runs in. */
export interface Terminal {
  readonly stdout: Writable
  readonly stderr: Writable
  /** What a lone `-` reads. Default: nothing. */
  readonly stdin?: Readable | undefined
  readonly env: Readonly<Record<string, string | undefined>>
  /** Resolves paths that the user gives. */
  readonly cwd: string
  /** Aborts when the user asks for the end: Ctrl-C, or SIGTERM. Its reason is the signal's name. */
  readonly signal: AbortSignal
}

/** One command of `lambda-sim`. */
export interface Command {
  readonly name: string
  /** One line for the list of commands. */
  readonly summary: string
  /** What `--help` prints. */
  readonly help: string
  /**
   * Runs to its end and resolves with the exit code.
   *
   * Rejects with `ERR_USAGE` for arguments that are wrong, with the signal's reason when the user cut it short, and
   * with any other `SimulatorError` for what failed.
   */
  run(args: readonly string[], terminal: Terminal): Promise<number>
}

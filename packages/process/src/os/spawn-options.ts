import type { Clock } from '@sim/core'
import type { OutputLine } from './output-lines.ts'

/** What to start, with which environment, and who hears its output. */
export interface SpawnOptions {
  /** What errors and journals call the process. */
  readonly name: string
  /** A path, or a name that is looked up in `env.PATH`. */
  readonly command: string
  readonly args?: readonly string[] | undefined
  /** Default: the host's own working directory. */
  readonly cwd?: string | undefined
  /** The child's whole environment: nothing is inherited. (Windows itself adds what it cannot do without.) */
  readonly env: Readonly<Record<string, string>>
  /** Default `ignore`: the child reads end of file. */
  readonly stdin?: 'ignore' | 'pipe' | undefined
  /**
   * Hears every line, in order within each stream, all of them before `exited` resolves. Must not throw.
   * Without it the child writes to the null device. With it, it writes to sockets, since Node makes no
   * pipes: a program that opens `/dev/stdout` or `/dev/stderr` by name gets ENXIO.
   */
  readonly onOutput?: ((line: OutputLine) => void) | undefined
  /**
   * For how many milliseconds after the exit the streams may stay open because someone else holds them.
   * Default 200.
   */
  readonly drainMs?: number | undefined
  readonly clock?: Clock | undefined
  /** Calls the start off. Once the process was handed out it has no effect any more. */
  readonly signal?: AbortSignal | undefined
}

import type { Clock } from '@sim/core'
import type { OutputLine, OutputReader } from './output-lines.ts'

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
   * Who reads what the child writes to descriptors beyond its error output: the first of them reads descriptor 3, the second
   * one descriptor 4; six at most, or `ERR_SPAWN`. They are sockets, as the others are; all of them have ended before `exited`
   * resolves. Of a child in a `cgroup`, too. On Windows only programs that know Node's way of passing them find them.
   */
  readonly descriptors?: readonly OutputReader[] | undefined
  /**
   * For how many milliseconds after the exit the streams may stay open because someone else holds them.
   * Default 200.
   */
  readonly drainMs?: number | undefined
  readonly clock?: Clock | undefined
  /**
   * The path of a `Cgroup`: the child is in it before it executes the command, with all that descend from it. It
   * is started by `/bin/sh` and `/usr/bin/env` then, which take about a millisecond, in which its environment
   * can be read in the list of processes. While the group is frozen the start waits for the thaw.
   */
  readonly cgroup?: string | undefined
  /**
   * An entry, `NAME=value`, that is added to `env`, and that nobody but this process and its like has: sixteen or
   * more random characters, or `ERR_MARK`. When the last process that was started with it has ended, or the host
   * dies, everyone whose environment has it is ended, whatever groups, sessions and parents they lost. Linux only.
   */
  readonly mark?: string | undefined
  /** Calls the start off. Once the process was handed out it has no effect any more. */
  readonly signal?: AbortSignal | undefined
}

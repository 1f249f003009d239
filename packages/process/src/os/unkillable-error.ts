import { SimulatorError } from '@sim/core'

/**
 * A process did not end within its deadline although it was sent `SIGKILL`: it sleeps in the kernel, or
 * it may not be signalled (`cause` then says so). A thread hangs in a system call. `code` is `ERR_UNKILLABLE`.
 */
export class UnkillableError extends SimulatorError<'ERR_UNKILLABLE'> {
  readonly processName: string
  /** The operating system's number; `undefined` for a thread. */
  readonly pid: number | undefined
  readonly deadlineMs: number

  constructor(
    process: { readonly name: string; readonly pid?: number | undefined },
    deadlineMs: number,
    cause?: unknown,
  ) {
    const { name, pid } = process
    super(
      'ERR_UNKILLABLE',
      pid === undefined
        ? `${name} (a thread) did not end within ${deadlineMs} ms of being told to`
        : `${name} (pid ${pid}) did not end within ${deadlineMs} ms of SIGKILL`,
      cause === undefined ? undefined : { cause },
    )
    this.processName = name
    this.pid = pid
    this.deadlineMs = deadlineMs
  }
}

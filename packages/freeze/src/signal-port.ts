/** The two signals that freezing takes. */
export type FreezeSignal = 'SIGSTOP' | 'SIGCONT'

/** One line of a process table. */
export interface ProcessEntry {
  readonly pid: number
  /** State letter of the leading thread, as `proc_pid_stat(5)` has it: `R`, `S`, `D`, `T`, `t`, `Z`, `X`. */
  readonly state: string
  readonly ppid: number
  /** Its process group. */
  readonly pgrp: number
  /** Its session; 0 where the table does not tell. */
  readonly session: number
  /** Together with the pid it says which process this is, even after the number was used again. */
  readonly startTime: string
  readonly threadCount: number
  /** Whether it was forked and has not executed a program since. False where the table does not tell. */
  readonly awaitsExec: boolean
}

/** One thread, with a state letter like that of `ProcessEntry`. */
export interface ThreadState {
  readonly tid: number
  readonly state: string
}

/**
 * Where signals go and where the process table is read: the kernel, a container engine, or a test's own table.
 *
 * Everything but `pause` is synchronous, because a process is compared and signalled in one turn. A signal
 * may take effect later; the table says when it has.
 */
export interface SignalPort {
  /** False where processes cannot be stopped; nothing else is called then, except `read`. */
  readonly isSupported: boolean
  /** The process that freezes. Neither it nor an ancestor of it is ever signalled. */
  readonly self: number
  /** What the table says of a process, or `undefined` when there is none of this number. */
  read(pid: number): ProcessEntry | undefined
  /** Every thread of a process; empty when it is gone. */
  threads(pid: number): readonly ThreadState[]
  /** The children of all its threads. `tids`: its threads, if the caller has just listed them. */
  children(pid: number, tids?: readonly number[]): readonly number[]
  /** Throws like `process.kill`: an error whose `code` is `ESRCH`, `EPERM` … */
  send(pid: number, signal: FreezeSignal): void
  /** Resolves when another look is worth it. `waitedMs`: for how long it has been waited already. */
  pause(waitedMs: number): Promise<void>
}

/** Whether the table shows nothing that could run: no process, or one that waits to be reaped. */
export function isGone(entry: ProcessEntry | undefined): entry is undefined {
  // A leading thread may end before the others do; then the process lives on behind a zombie.
  return entry === undefined || (isDead(entry.state) && entry.threadCount <= 1)
}

/** Whether a thread in this state has ended. */
export function isDead(state: string): boolean {
  return state === 'Z' || state === 'X' || state === 'x'
}

/** Whether a thread in this state executes nothing until it is resumed, by us or by its debugger. */
export function isHalted(state: string): boolean {
  return state === 'T' || state === 't' || isDead(state)
}

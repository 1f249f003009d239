import { constants } from 'node:os'

/**
 * How a process ended, exactly as the operating system reported it: a code or a signal, never both.
 *
 * Code 137 is not decoded: a shell that answers it was not itself killed. Node knows no names for
 * real-time signals and reports a death by one of them as code 0.
 */
export type ExitStatus =
  | { readonly code: number; readonly signal?: undefined }
  | { readonly signal: NodeJS.Signals; readonly code?: undefined }

/** What was reported, if anything was: a task ends with neither. */
export interface ReportedStatus {
  readonly code?: number | undefined
  readonly signal?: NodeJS.Signals | undefined
}

/** Who asked a process to end. Of several, the first. */
export type ExitAsker = 'nobody' | 'stop' | 'kill'

/**
 * Why a process is no more: its status, and in `kind` who asked for it.
 *
 * - `normal`: nobody asked, and it exited with 0.
 * - `failure`: nobody asked, and it exited with another code or by a signal that neither `stop()` nor
 *   `kill()` sent.
 * - `shutdown`: `stop()` asked first. Its signal is `SIGKILL` if the deadline had to be enforced.
 * - `killed`: `kill()` asked first. A process that ended by itself in that very moment keeps its code.
 */
export type OsExitReason =
  | { readonly kind: 'normal'; readonly code: 0; readonly signal?: undefined }
  | ({ readonly kind: 'failure' } & ExitStatus)
  | ({ readonly kind: 'shutdown' } & ExitStatus)
  | ({ readonly kind: 'killed' } & ExitStatus)

/** Puts a status and its asker together. */
export function exitReason(status: ExitStatus, asker: ExitAsker): OsExitReason {
  if (asker === 'stop') return { kind: 'shutdown', ...status }
  if (asker === 'kill') return { kind: 'killed', ...status }
  return status.code === 0 ? { kind: 'normal', code: 0 } : { kind: 'failure', ...status }
}

/**
 * A status in the words of Go's `os.ProcessState`: `exit status 3`, `signal: killed`.
 *
 * Signals that Go has no words for on Linux read `signal: signal 24`. A core dump is not mentioned: Node
 * does not learn of it. Source: Go's `syscall` tables for Linux (core).
 */
export function describeExit({ code, signal }: ReportedStatus): string {
  if (signal !== undefined)
    return `signal: ${signalTexts[signal] ?? `signal ${constants.signals[signal]}`}`
  return code === undefined ? 'no exit status' : `exit status ${code}`
}

const signalTexts: Readonly<Partial<Record<NodeJS.Signals, string>>> = {
  SIGHUP: 'hangup',
  SIGINT: 'interrupt',
  SIGQUIT: 'quit',
  SIGILL: 'illegal instruction',
  SIGTRAP: 'trace/breakpoint trap',
  SIGABRT: 'aborted',
  SIGIOT: 'aborted',
  SIGBUS: 'bus error',
  SIGFPE: 'floating point exception',
  SIGKILL: 'killed',
  SIGUSR1: 'user defined signal 1',
  SIGSEGV: 'segmentation fault',
  SIGUSR2: 'user defined signal 2',
  SIGPIPE: 'broken pipe',
  SIGALRM: 'alarm clock',
  SIGTERM: 'terminated',
}

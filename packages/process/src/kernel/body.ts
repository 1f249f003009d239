import type { Clock } from '@sim/core'
import type { ExitStatus } from '../os/exit-status.ts'
import type { Envelope, MonitorRef, Tag } from './envelope.ts'
import type { ExitReason } from './exit-reason.ts'
import type { Pid } from './pid.ts'

/** What a process is made of: a program, a function of this program, or a module of WebAssembly. */
export type ProcessKind = 'os' | 'task' | 'wasm'

/** How a body came to its end: what a task returned or threw, what a program reported, or why it says that it went. */
export type BodyEnd =
  | { readonly value: unknown }
  | { readonly error: Error }
  | { readonly status: ExitStatus; readonly error?: Error | undefined }
  | { readonly reason: Extract<ExitReason, { readonly kind: 'shutdown' }> }

/**
 * The work of a process. Its life, its signals, links and names are the kernel's.
 *
 * Whatever happens, it calls `host.ended` once, when nothing of it is left.
 */
export interface Body {
  readonly kind: ProcessKind
  /** What stands between it and the other processes: nothing, a thread's heap, or a process's memory. */
  readonly isolation: 'none' | 'thread' | 'process'
  /** Asks it to end by itself. Called once at most, never after `kill`. Must not throw. */
  stop(reason: ExitReason): void
  /**
   * Ends it. May be called again. Rejects with `ERR_UNKILLABLE` if it is not over at the deadline; returns
   * `undefined` if it was over in this very turn.
   */
  kill(reason: ExitReason, deadlineMs: number): Promise<void> | undefined
  /** Takes a message or a notice of a death. False: it cannot take it. */
  deliver(envelope: Envelope): boolean
  /** Takes the notice of a monitor back, if it was not read yet. */
  forget?(ref: MonitorRef): void
}

/** What the kernel is for a body. */
export interface BodyHost {
  /** The process that it works for. */
  readonly pid: Pid
  /** What errors call the process: its first name, or its pid. */
  readonly name: string
  readonly clock: Clock
  /** Aborted when the process is to end before it is there: then its start may be given up. */
  readonly calledOff: AbortSignal
  /** It is over. Only the first call counts. */
  ended(end: BodyEnd): void
  /** Sends in the name of the process. False: there is nobody to take it. */
  send(to: Pid | string, data: unknown, options?: { readonly tag?: Tag | undefined }): boolean
}

/** Brings a body to life, and resolves when it works. Rejects if it cannot, and then leaves nothing behind. */
export type BodyStarter<B extends Body = Body> = (host: BodyHost) => Promise<B> | B

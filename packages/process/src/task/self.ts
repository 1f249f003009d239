import type { Environment } from '../kernel/environment.ts'
import type { MonitorRef, Tag } from '../kernel/envelope.ts'
import type { LinkOptions } from '../kernel/links.ts'
import type { Pid } from '../kernel/pid.ts'
import type { ProcessHandle } from '../kernel/process-handle.ts'
import type { RequestOptions } from '../kernel/request.ts'
import type { SendOptions } from '../kernel/send-message.ts'
import type { Spawner } from '../kernel/spawner.ts'
import type { SendTimer } from '../kernel/send-timer.ts'
import type { Mailbox } from './mailbox.ts'

/**
 * What a task is for itself: given to its function, and nobody else's.
 *
 * Everything takes effect in the turn of the call. Once the task is dead everything throws or rejects with
 * `ERR_PROCESS_EXITED`: a function that runs on after a kill reaches nobody.
 */
export interface Self<M = unknown> extends Spawner {
  readonly pid: Pid
  readonly environment: Environment
  /** Aborted, with the `ExitReason`, when the task is asked to stop or is dead. */
  readonly signal: AbortSignal
  readonly mailbox: Mailbox<M>
  /** True: deaths that come by a link become messages. False, as at the start: they end this process too. */
  trapExit(on: boolean): void
  /**
   * Has this process and another one share their fate. Who is linked to nobody (any more) learns so at once: a link to
   * a process that does not exist is its death with reason `noproc`. Linking again changes nothing.
   */
  link(to: Pid | ProcessHandle, options?: LinkOptions): void
  /** Ends a link, on both sides. What is no link is left alone. */
  unlink(to: Pid | ProcessHandle): void
  /**
   * Has this process told when another one ends, for whatever reason, at once if there is none. Each monitor is told
   * once, and kills nobody.
   */
  monitor(pid: Pid | ProcessHandle, options?: { readonly tag?: Tag | undefined }): MonitorRef
  /** Takes a monitor back, and its notice out of the mailbox unless `flush` is false. False: it was told already. */
  demonitor(ref: MonitorRef, options?: { readonly flush?: boolean | undefined }): boolean
  /** Sends to a process or a name. False: there is nobody to take it. Throws `ERR_MAILBOX_FULL`. */
  send(to: Pid | string, data: unknown, options?: SendOptions): boolean
  /** Sends and resolves with the reply. Rejects as `Environment.request` does. */
  request<R>(to: Pid | string, data: unknown, options?: RequestOptions): Promise<R>
  /** Resolves after so many milliseconds. Rejects with `ERR_PROCESS_STOPPING` when asked to stop meanwhile. */
  sleep(ms: number): Promise<void>
  /** Sends later, unless this process is dead by then. */
  sendAfter(to: Pid | string, data: unknown, ms: number, options?: SendOptions): SendTimer
  /** Called at the end, newest first, before anybody is told. What it throws makes a normal end a failure. */
  defer(release: () => unknown): void
}

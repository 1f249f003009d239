import type { Body, ProcessKind } from './body.ts'
import { current } from './current.ts'
import type { ExitReason } from './exit-reason.ts'
import { exitedWithin } from './exited-within.ts'
import type { Pid } from './pid.ts'
import { ProcessExitedError } from './process-errors.ts'
import type { Process, ProcessState } from './process.ts'
import { request, type RequestOptions } from './request.ts'
import { sendMessage, type SendOptions } from './send-message.ts'
import { defaultKillMs, defaultShutdownMs, enforce } from './stop.ts'
import { unlessAborted } from './unless-aborted.ts'

/** How a process is asked to stop. */
export interface StopProcessOptions {
  /** Told in its reason. */
  readonly why?: string | undefined
  /** Milliseconds until it is killed. Default: its own `shutdownMs`, else 2000. `Infinity` waits for ever. */
  readonly deadlineMs?: number | undefined
  /** Ends the wait for its end, with the signal's reason. It is stopped all the same. */
  readonly signal?: AbortSignal | undefined
  /** Asks it in another way than its body does. Must not throw. */
  readonly ask?: (() => void) | undefined
}

/** How a process is killed. */
export interface KillProcessOptions {
  /** Told in its reason. */
  readonly why?: string | undefined
  /** Milliseconds until the attempt is given up. Default 9000. */
  readonly deadlineMs?: number | undefined
}

/** A process, whatever it is made of. `T` is what it returns, `B` its body. */
export class ProcessHandle<T = unknown, B extends Body = Body> implements AsyncDisposable {
  /** What is particular to its kind: a program's own pid and input, a thread's number. */
  readonly body: B
  readonly #process: Process

  /** @internal */
  constructor(process: Process, body: B) {
    this.#process = process
    this.body = body
  }

  get pid(): Pid {
    return this.#process.pid
  }

  get kind(): ProcessKind {
    return this.body.kind
  }

  /** The name that it was spawned with, else the first that it was given, else its pid. */
  get name(): string {
    return this.#process.name
  }

  /** Its names in the environment, in the order in which it was given them. None once it is dead. */
  get names(): readonly string[] {
    return [...this.#process.names]
  }

  get state(): ProcessState {
    return this.#process.state
  }

  /** Why it is dead; `undefined` until then. */
  get exit(): ExitReason | undefined {
    return this.#process.exit
  }

  /**
   * Resolves with the reason when it is dead; never rejects. By then all it owned is released, its name is free, and
   * everyone who is linked to it or watches it was told.
   */
  get exited(): Promise<ExitReason> {
    return this.#process.exited
  }

  /**
   * Resolves with what a task returned, or a module's code, when it is dead. Rejects with `ERR_PROCESS_EXITED` if it
   * did not come to a good end: a failure, a kill, a link, a stop that had to be enforced, a supervisor that gave up.
   */
  async result(): Promise<T> {
    const reason = await this.exited
    if (!isGood(reason)) throw new ProcessExitedError(this.pid, this.name, reason)
    const end = this.#process.end
    if (end !== undefined && 'value' in end) return end.value as T
    return reason.code as T
  }

  /** Sends it a message. False: it is dead, or takes no messages. Throws `ERR_MAILBOX_FULL`. */
  send(data: unknown, options: SendOptions = {}): boolean {
    return sendMessage(this.#process, data, options)
  }

  /** Sends it a message and resolves with its reply. Rejects as `Environment.request` does. */
  async request<R>(data: unknown, options?: RequestOptions): Promise<R> {
    const { exit, home, pid, name } = this.#process
    if (exit !== undefined) throw new ProcessExitedError(pid, name, exit)
    return await request<R>(home, undefined, pid, data, options)
  }

  /**
   * Asks it to end, sees to it after the deadline, and resolves when it is dead.
   *
   * Calling again asks nobody twice, but the earliest deadline counts. Rejects with `ERR_UNKILLABLE`.
   */
  async stop(options: StopProcessOptions = {}): Promise<ExitReason> {
    const { why, signal, ask } = options
    const process = this.#process
    if (process.exit !== undefined) return process.exit
    const own = process.options.shutdownMs ?? defaultShutdownMs
    const deadlineMs = options.deadlineMs ?? (own === 'kill' ? 0 : own)
    process.ask(why, ask)
    return await unlessAborted(this.#enforced(deadlineMs), signal)
  }

  /**
   * Ends it at once and resolves when it is dead, also if it was dead already. A task's function is cut off from
   * everything, but runs on until it waits for something. Rejects with `ERR_UNKILLABLE` after the deadline.
   */
  async kill(options: KillProcessOptions = {}): Promise<ExitReason> {
    const { why, deadlineMs = defaultKillMs } = options
    const by = current()?.pid
    const { clock, meters } = this.#process
    const since = clock.monotonic()
    meters.signalSent('Kill', this.kind)
    await this.#process.kill(
      { kind: 'killed', ...(by && { by }), ...(why !== undefined && { why }) },
      deadlineMs,
    )
    await exitedWithin(this.#process, deadlineMs, since)
    return await this.exited
  }

  async #enforced(deadlineMs: number): Promise<ExitReason> {
    if (!this.#process.isOver) await enforce(this.#process, deadlineMs)
    return await this.exited
  }

  /** Stops it as `stop()` does. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop()
  }
}

function isGood(reason: ExitReason): boolean {
  if (reason.kind === 'normal') return true
  return reason.kind === 'shutdown' && reason.forced !== true && reason.cause === undefined
}

import type { Body, BodyStarter } from '../kernel/body.ts'
import type { MonitorRef, Tag } from '../kernel/envelope.ts'
import type { ProcessOptions } from '../kernel/handle-options.ts'
import type { LinkOptions } from '../kernel/links.ts'
import type { Pid } from '../kernel/pid.ts'
import type { ProcessHandle } from '../kernel/process-handle.ts'
import type { ProcessInfo } from '../kernel/process-info.ts'
import type { RequestOptions } from '../kernel/request.ts'
import type { SendOptions } from '../kernel/send-message.ts'
import type { SendTimer } from '../kernel/send-timer.ts'
import type { Signal } from '../kernel/signal.ts'
import type { OsBody, OsOptions } from '../os/os-body.ts'
import type { SupervisorSpecOf } from '../supervisor/supervision.ts'
import type { SupervisorHandleOf } from '../supervisor/supervisor-handle.ts'
import type { SupervisorOptions } from '../supervisor/supervisor-options.ts'
import type { WasmBody } from '../wasm/wasm-body.ts'
import type { WasmSource } from '../wasm/wasm-options.ts'
import type { WasmProcessOptions } from '../wasm/wasm-process-options.ts'
import type { Mailbox, MailboxLimits } from './mailbox.ts'
import type { Task } from './task.ts'

/** What a task does. What it returns is its result, what it throws its failure. */
export type TaskFunction<T = unknown, M = unknown> = (self: Self<M>) => Promise<T> | T

/** A task that has something to prepare. */
export interface PreparedTask<T = unknown, M = unknown, S = unknown> {
  /** Is over before the spawn resolves. What it throws rejects the spawn, and there is no process. */
  init(self: Self<M>): Promise<S> | S
  /** What a task does, with what `init` returned. */
  run(self: Self<M>, state: S): Promise<T> | T
}

/** A function, or one with an init. */
export type TaskDefinition<T = unknown, M = unknown, S = unknown> =
  TaskFunction<T, M> | PreparedTask<T, M, S>

/** How a task is spawned. */
export interface TaskOptions extends ProcessOptions {
  /** Default: a mailbox without a limit. */
  readonly mailbox?: MailboxLimits | undefined
  /** Whether it may spawn through its `Self`; if not, that rejects with `ERR_SPAWN_DENIED`. Default true. */
  readonly maySpawn?: boolean | undefined
}

/**
 * Who may spawn: an environment, or a process, which then is the parent.
 *
 * Every spawn resolves when the process works. It rejects with what kept it from starting, with the signal's reason, or
 * with `ERR_SPAWN_LIMIT`, `ERR_ENVIRONMENT_CLOSED`, `ERR_NAME_TAKEN`, `ERR_SPAWN_DENIED`, `ERR_PROCESS_EXITED`; then there
 * is no process, and nobody is told of one.
 */
export interface Spawner {
  /** A function of this program, or a definition with an init whose failure rejects the spawn. */
  spawn<T, M = unknown, S = unknown>(
    task: TaskDefinition<T, M, S>,
    options?: TaskOptions,
  ): Promise<ProcessHandle<T, Task>>
  /** A program, in a group of its own. */
  spawnOs(options: OsOptions): Promise<ProcessHandle<void, OsBody>>
  /**
   * A module of WebAssembly, with WASI preview 1, in a thread or a process of its own. Its result is its code. Rejects
   * also as `wasmBody` does.
   */
  spawnWasm(
    source: WasmSource,
    options?: WasmProcessOptions,
  ): Promise<ProcessHandle<number, WasmBody>>
  /** Anything that can be brought to life as a body, such as a process in a container. */
  start<B extends Body>(
    starter: BodyStarter<B>,
    options?: ProcessOptions,
  ): Promise<ProcessHandle<unknown, B>>
  /**
   * A supervisor. Resolves when all its children have started; rejects also with `ERR_INVALID_OPTIONS`, before anything
   * starts, and with `ERR_CHILD_START`, when those that had started before are stopped again.
   */
  supervise(
    spec: SupervisorSpecOf<Spawner>,
    options?: SupervisorOptions,
  ): Promise<SupervisorHandleOf<Spawner>>
}

/** An environment as its processes see it: everything but its end. */
export interface ProcessEnvironment extends Spawner {
  /** Stands in every pid. */
  readonly id: string
  /** A living process that has started, or `undefined`. */
  get(pid: Pid): ProcessHandle | undefined
  /** Who has a name, or `undefined`. */
  whereis(name: string): ProcessHandle | undefined
  /**
   * Gives a process a name as long as it lives. Throws `ERR_NAME_TAKEN` if another one has it, and `ERR_PROCESS_EXITED`
   * if there is no such process.
   */
  register(name: string, pid: Pid): void
  /** Takes a name back. False: nobody had it. */
  unregister(name: string): boolean
  /**
   * Who has a name, or who is started to have it. Whoever asks meanwhile gets the same process; if it does not start,
   * all are rejected, and the name stays free.
   */
  getOrSpawn<T, B extends Body>(
    name: string,
    start: () => Promise<ProcessHandle<T, B>>,
  ): Promise<ProcessHandle<T, B>>
  /** Sends to a process or a name. False: there is nobody to take it. Throws `ERR_MAILBOX_FULL`. */
  send(to: Pid | string, data: unknown, options?: SendOptions): boolean
  /** Sends to a process or a name. Throws `ERR_PROCESS_EXITED` if nobody takes it, and `ERR_MAILBOX_FULL`. */
  sendOrThrow(to: Pid | string, data: unknown, options?: SendOptions): void
  /**
   * Sends a message and resolves with what its reader replies.
   *
   * The answer goes through no mailbox: a full one costs nothing, and an answer that comes too late is dropped. Rejects
   * with `ERR_PROCESS_EXITED` as soon as the other is dead, with `ERR_MESSAGE_REFUSED` if it takes no messages, with
   * `ERR_WAIT_TIMEOUT` (default 5000 ms), and with the signal's reason.
   */
  request<R>(to: Pid | string, data: unknown, options?: RequestOptions): Promise<R>
  /** Has a process obey one of the nine signals, in this turn. False: it had no effect. */
  signal(to: Pid, signal: Signal): boolean
  /** Sends later. Belongs to nobody: it is sent whoever is dead by then, unless the environment is shut down. */
  sendAfter(to: Pid | string, data: unknown, ms: number, options?: SendOptions): SendTimer
  /** Who lives, in the order in which they were spawned. */
  list(): readonly ProcessInfo[]
}

/**
 * What a task is for itself: given to its function, and nobody else's.
 *
 * Everything takes effect in the turn of the call. Once the task is dead everything throws or rejects with
 * `ERR_PROCESS_EXITED`: a function that runs on after a kill reaches nobody.
 */
export interface Self<M = unknown> extends Spawner {
  readonly pid: Pid
  readonly environment: ProcessEnvironment
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
  /**
   * Resolves after so many milliseconds. Rejects with `ERR_PROCESS_STOPPING` when asked to stop meanwhile, and with the
   * signal's reason.
   */
  sleep(ms: number, options?: { readonly signal?: AbortSignal | undefined }): Promise<void>
  /** Sends later, unless this process is dead by then. */
  sendAfter(to: Pid | string, data: unknown, ms: number, options?: SendOptions): SendTimer
  /** Called at the end, newest first, before anybody is told. What it throws makes a normal end a failure. */
  defer(release: () => unknown): void
}

import { onAbort } from '@sim/core'
import { asError } from '../kernel/as-error.ts'
import type { BodyEnd } from '../kernel/body.ts'
import { runAs } from '../kernel/current.ts'
import type { Envelope, MonitorRef } from '../kernel/envelope.ts'
import type { ExitReason } from '../kernel/exit-reason.ts'
import { ProcessExitedError, ProcessStoppingError } from '../kernel/process-errors.ts'
import type { Process } from '../kernel/process.ts'
import type { Runaways } from '../kernel/runaways.ts'
import type { Mailbox } from './mailbox.ts'
import type { PreparedTask, Self, TaskDefinition, TaskOptions } from './self.ts'
import { TaskMailbox } from './task-mailbox.ts'
import type { Task } from './task.ts'
import type { Turns } from './turns.ts'

/** What a task needs of where it lives. */
interface TaskHome {
  readonly turns: Turns
  readonly runaways: Runaways
}

/**
 * A function of this program. Nothing can take the processor from it: a kill cuts it off from everything that it has
 * through its `Self` and throws its result away, but what it does without waiting goes on.
 */
export class TaskBody<M = unknown> implements Task {
  readonly kind = 'task'
  readonly isolation = 'none'
  readonly #process: Process
  readonly #runaways: Runaways
  readonly #mailbox: TaskMailbox<M>
  readonly #controller = new AbortController()
  /** What everything throws once it is over. */
  #fence: ProcessExitedError | undefined
  #stopping: ProcessStoppingError | undefined
  #self: Self<M> | undefined
  #isSettled = true

  constructor(process: Process, home: TaskHome, options: TaskOptions) {
    this.#process = process
    this.#runaways = home.runaways
    const { clock, meters } = process
    this.#mailbox = new TaskMailbox<M>(
      {
        clock,
        turns: home.turns,
        onChange: (by) => meters.changed('lunatic.process.messages.outstanding', by),
        onOverflow: (error) => this.#over({ error }, { kind: 'failure', error }),
      },
      options.mailbox,
    )
  }

  get mailbox(): Mailbox<M> {
    return this.#mailbox
  }

  get signal(): AbortSignal {
    return this.#controller.signal
  }

  /** Whether its function still runs although the process is dead. */
  get isRunaway(): boolean {
    return this.#fence !== undefined && !this.#isSettled
  }

  /** Throws `ERR_PROCESS_EXITED` once it is over. */
  assertAlive(): void {
    if (this.#fence !== undefined) throw this.#fence
  }

  /** Begins to work, after its init if it has one. What that throws rejects. */
  begin<T, S>(task: TaskDefinition<T, M, S>, self: Self<M>): Promise<this> | this {
    this.#self = self
    if (typeof task !== 'function') return this.#prepare(task, self)
    this.#run(self, () => task(self))
    return this
  }

  stop(reason: ExitReason): void {
    this.#stopping = new ProcessStoppingError(this.#process.pid)
    this.#mailbox.refuseWaits(this.#stopping)
    this.#abort(reason)
  }

  kill(reason: ExitReason): undefined {
    this.#over({ value: undefined }, reason)
  }

  deliver(envelope: Envelope): boolean {
    return this.#mailbox.push(envelope as Envelope<M>)
  }

  forget(ref: MonitorRef): void {
    this.#mailbox.forget(ref)
  }

  /** Resolves after so many milliseconds, or rejects when it is asked to stop or dead. */
  async sleep(ms: number, signal: AbortSignal | undefined): Promise<void> {
    const refusal = (): Error | undefined => this.#fence ?? this.#stopping
    const early = refusal()
    if (early !== undefined) throw early
    signal?.throwIfAborted()
    const { promise, resolve, reject } = Promise.withResolvers<void>()
    using _timer = this.#process.clock.after(ms, resolve)
    using _stop = onAbort(this.signal, () => reject(refusal()))
    using _abort = onAbort(signal, () => reject(signal?.reason))
    await promise
  }

  async #prepare<T, S>(task: PreparedTask<T, M, S>, self: Self<M>): Promise<this> {
    this.#isSettled = false
    try {
      const state = await runAs(self, () => task.init(self))
      this.#run(self, () => task.run(self, state))
      return this
    } finally {
      this.#settle()
    }
  }

  #run(self: Self<M>, work: () => unknown): void {
    // The caller's turn is the caller's: the first step is taken after it.
    void this.#process.started
      .then(() => {
        this.#isSettled = this.#fence !== undefined
        return this.#isSettled ? undefined : runAs(self, work)
      })
      .then(
        (value) => this.#settled({ value }),
        (thrown: unknown) =>
          this.#settled(this.#isStop(thrown) ? { value: undefined } : { error: asError(thrown) }),
      )
  }

  /** Its listeners are its own, whoever ends it. */
  #abort(reason: ExitReason): void {
    const abort = (): void => this.#controller.abort(reason)
    if (this.#self === undefined) abort()
    else runAs(this.#self, abort)
  }

  #settle(): void {
    this.#isSettled = true
    this.#runaways.settled(this.#process.pid)
  }

  /** Whether a function only passes on that it is to stop. */
  #isStop(thrown: unknown): boolean {
    return (
      this.#stopping !== undefined && (thrown === this.#stopping || thrown === this.signal.reason)
    )
  }

  #settled(end: BodyEnd): void {
    this.#settle()
    const reason: ExitReason =
      'error' in end ? { kind: 'failure', error: end.error } : { kind: 'normal' }
    this.#over(end, reason)
  }

  #over(end: BodyEnd, reason: ExitReason): void {
    if (this.#fence !== undefined) return
    const { pid, name } = this.#process
    this.#fence = new ProcessExitedError(pid, name, reason)
    this.#mailbox.close(this.#fence)
    this.#abort(reason)
    if (!this.#isSettled) this.#runaways.add(pid)
    this.#process.ended(end)
  }
}

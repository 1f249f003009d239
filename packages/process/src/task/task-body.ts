import { onAbort } from '@sim/core'
import { inspect, types } from 'node:util'
import type { Body, BodyEnd } from '../kernel/body.ts'
import type { Envelope, MonitorRef } from '../kernel/envelope.ts'
import type { ExitReason } from '../kernel/exit-reason.ts'
import { ProcessExitedError, ProcessStoppingError } from '../kernel/process-errors.ts'
import type { Process } from '../kernel/process.ts'
import { asProcess } from './current-process.ts'
import type { Mailbox } from './mailbox.ts'
import type { Self } from './self.ts'
import type { TaskDefinition, TaskOptions } from './task-definition.ts'
import { TaskMailbox } from './task-mailbox.ts'

/**
 * A function of this program. Nothing can take the processor from it: a kill cuts it off from everything that it has
 * through its `Self` and throws its result away, but what it does without waiting goes on.
 */
export class TaskBody<M = unknown> implements Body {
  readonly kind = 'task'
  readonly isolation = 'none'
  readonly #process: Process
  readonly #mailbox: TaskMailbox<M>
  readonly #controller = new AbortController()
  /** What everything throws once it is over. */
  #fence: ProcessExitedError | undefined
  #stopping: ProcessStoppingError | undefined
  #isSettled = true

  constructor(process: Process, options: TaskOptions) {
    this.#process = process
    const { clock, table, meters } = process
    this.#mailbox = new TaskMailbox<M>(
      {
        clock,
        turns: table.kernel.turns,
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

  /** Resolves when it is prepared. What its init throws rejects. */
  async begin<T, S>(task: TaskDefinition<T, M, S>, self: Self<M>): Promise<this> {
    if (typeof task === 'function') {
      this.#run(self, () => task(self))
      return this
    }
    const state = await asProcess(self, () => task.init(self))
    if (this.#fence === undefined) this.#run(self, () => task.run(self, state))
    return this
  }

  stop(reason: ExitReason): void {
    this.#stopping = new ProcessStoppingError(this.#process.pid)
    this.#mailbox.refuseWaits(this.#stopping)
    this.#controller.abort(reason)
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
  async sleep(ms: number): Promise<void> {
    const refusal = (): Error | undefined => this.#fence ?? this.#stopping
    const early = refusal()
    if (early !== undefined) throw early
    const { promise, resolve, reject } = Promise.withResolvers<void>()
    using _timer = this.#process.clock.after(ms, resolve)
    using _abort = onAbort(this.signal, () => reject(refusal() as Error))
    await promise
  }

  #run(self: Self<M>, work: () => unknown): void {
    this.#isSettled = false
    // The caller's turn is the caller's: the first step is taken after it.
    void Promise.resolve()
      .then(() => (this.#fence === undefined ? asProcess(self, work) : undefined))
      .then(
        (value) => this.#settled({ value }),
        (thrown: unknown) =>
          this.#settled(this.#isStop(thrown) ? { value: undefined } : { error: asError(thrown) }),
      )
  }

  /** Whether a function only passes on that it is to stop. */
  #isStop(thrown: unknown): boolean {
    return (
      this.#stopping !== undefined && (thrown === this.#stopping || thrown === this.signal.reason)
    )
  }

  #settled(end: BodyEnd): void {
    this.#isSettled = true
    this.#process.table.runaways.settled(this.#process.pid)
    const reason: ExitReason =
      'error' in end ? { kind: 'failure', error: end.error } : { kind: 'normal' }
    this.#over(end, reason)
  }

  #over(end: BodyEnd, reason: ExitReason): void {
    if (this.#fence !== undefined) return
    const { pid, name, table } = this.#process
    this.#fence = new ProcessExitedError(pid, name, reason)
    this.#mailbox.close(this.#fence)
    this.#controller.abort(reason)
    if (!this.#isSettled) table.runaways.add(pid)
    this.#process.ended(end)
  }
}

function asError(thrown: unknown): Error {
  if (types.isNativeError(thrown) || thrown instanceof Error) return thrown as Error
  return new Error(`threw ${inspect(thrown, { breakLength: Infinity })}`, { cause: thrown })
}

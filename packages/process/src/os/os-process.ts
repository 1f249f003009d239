import { systemClock, type Clock } from '@sim/core'
import type { Writable } from 'node:stream'
import { setImmediate } from 'node:timers/promises'
import { ChildOutput } from './child-output.ts'
import { exitReason, type ExitAsker, type OsExitReason, type ExitStatus } from './exit-status.ts'
import { Leash } from './leash.ts'
import { descendantsOf, type ProcessIdentity } from './process-tree.ts'
import { isRefusal, killTree, signalGroup, sweep } from './signal-group.ts'
import type { SpawnOptions } from './spawn-options.ts'
import { startChild, type StartedChild } from './start-child.ts'
import { UnkillableError } from './unkillable-error.ts'

/** How a process is asked to end. */
export interface StopOptions {
  /** What asks the process to end. Default `SIGTERM`. */
  readonly signal?: NodeJS.Signals | undefined
  /** Milliseconds until `SIGKILL`. Default 2000; `Infinity` waits for ever. */
  readonly deadlineMs?: number | undefined
}

/** How long a kill may take. */
export interface KillOptions {
  /** Milliseconds until the attempt is given up. Default 9000. */
  readonly deadlineMs?: number | undefined
}

/** `running` until it is asked to end or ends; `exited` when `exited` has resolved. */
export type OsProcessState = 'running' | 'stopping' | 'exited'

/**
 * A process of the operating system, with the group that it leads.
 *
 * Its death is one moment: it has exited, its group was killed once more, and its output is over or was
 * cut off after `drainMs`. Everything that it wrote in time is delivered before `exited` resolves.
 *
 * A program that calls `setsid` leaves the group. `stop()`, `kill()` and the leash look such descendants up on
 * Linux and end them too, as long as the chain of their parents is whole; one that was orphaned
 * before escapes, and so does one of a process that ended by itself, unless it is in a `cgroup` that is ended
 * or has a `mark`. On Windows there are no groups and no polite signals: only the process itself is ended, at once.
 */
export class OsProcess implements AsyncDisposable {
  readonly name: string
  readonly command: string
  readonly pid: number
  /** The child's input, if `stdin: 'pipe'` was asked for. Writing to a child that is gone is no error. */
  readonly stdin: Writable | undefined
  /** Resolves with the reason when the process is dead; never rejects. */
  readonly exited: Promise<OsExitReason>
  readonly #clock: Clock
  readonly #leashed: Disposable[]
  readonly #output: ChildOutput
  readonly #ended = Promise.withResolvers<void>()
  #asker: ExitAsker = 'nobody'
  #strays: readonly ProcessIdentity[] = []
  #reason: OsExitReason | undefined
  #exit: OsExitReason | undefined

  /**
   * Starts a process and resolves when it runs.
   *
   * Rejects with `SpawnError` (`ERR_SPAWN`) if it cannot be started, and with the signal's reason if
   * that was aborted; neither leaves anything behind.
   */
  static async spawn(options: SpawnOptions): Promise<OsProcess> {
    const { signal, mark } = options
    signal?.throwIfAborted()
    Leash.shared.start()
    // Before anyone has it: a host that dies in the middle of the start leaves whom it was just starting.
    using _marked = mark === undefined ? undefined : Leash.shared.holdMark(mark)
    const started = await startChild(options, (child) => new OsProcess(child, options))
    if (signal?.aborted !== true) return started
    await started.kill()
    throw signal.reason
  }

  private constructor(child: StartedChild, options: SpawnOptions) {
    const { name, command, mark, onOutput = () => undefined, descriptors, drainMs = 200 } = options
    this.#leashed = [Leash.shared.hold(child.pid)]
    if (mark !== undefined) this.#leashed.push(Leash.shared.holdMark(mark))
    this.#clock = options.clock ?? systemClock
    this.name = name
    this.command = command
    this.pid = child.pid
    this.stdin = child.stdin ?? undefined
    // The writer hears of a reader that is gone in its callback; nobody else needs to.
    child.stdin?.on('error', () => undefined)
    this.#output = new ChildOutput(child, onOutput, descriptors)
    this.exited = this.#follow(child, drainMs)
  }

  get state(): OsProcessState {
    if (this.#exit !== undefined) return 'exited'
    return this.#reason === undefined && this.#asker === 'nobody' ? 'running' : 'stopping'
  }

  /** Why it is dead; `undefined` until then. */
  get exit(): OsExitReason | undefined {
    return this.#exit
  }

  /**
   * Resolves when everything that it wrote before this call was told; `undefined` if that is so already, as far as can be known.
   * A burst of output is read in portions, over several turns of the event loop.
   */
  caughtUp(): Promise<unknown> | undefined {
    return this.#output.caughtUp()
  }

  /**
   * Sends a signal to the whole group. `false`: the process is gone and nothing was sent.
   *
   * Does not count as asking for the end. Throws what the operating system answered if it refused.
   */
  signal(signal: NodeJS.Signals): boolean {
    return this.#reason === undefined && signalGroup(this.pid, signal)
  }

  /**
   * Asks the group to end, and sees to it with `SIGKILL` after the deadline.
   *
   * The signal is followed by `SIGCONT`, since a stopped process would not hear it. Calling again sends
   * nothing more, but the earliest deadline counts. Rejects as `kill()` does.
   */
  async stop(options: StopOptions = {}): Promise<OsExitReason> {
    const { signal = 'SIGTERM', deadlineMs = 2_000 } = options
    if (this.state === 'running') {
      this.#strays = descendantsOf(this.pid)
      // If both the host and the parent of one of them die now, it could not be found any more.
      this.#leashed.push(...this.#strays.map((stray) => Leash.shared.holdOne(stray)))
      this.#request(signal)
      this.#asker = 'stop'
    }
    return (await this.#endsWithin(deadlineMs)) ? this.exited : this.kill()
  }

  /**
   * Ends the group at once, with `SIGKILL`. Rejects with `UnkillableError` (`ERR_UNKILLABLE`) if the
   * process has not exited at the deadline; it stays on the leash then, and may be killed again.
   */
  async kill(options: KillOptions = {}): Promise<OsExitReason> {
    const { deadlineMs = 9_000 } = options
    let refusal: unknown
    if (this.#reason === undefined) {
      if (this.#asker === 'nobody') this.#asker = 'kill'
      try {
        killTree(this.pid)
      } catch (error) {
        refusal = error
      }
    }
    if (await this.#endsWithin(deadlineMs)) return this.exited
    throw new UnkillableError(this, deadlineMs, refusal)
  }

  /** Stops the process as `stop()` does. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop()
  }

  #request(signal: NodeJS.Signals): void {
    try {
      this.signal(signal)
      this.signal('SIGCONT')
    } catch (error) {
      // Who may not be signalled lives on until the deadline, where kill() says so.
      if (!isRefusal(error)) throw error
    }
  }

  async #follow(child: StartedChild, drainMs: number): Promise<OsExitReason> {
    const { promise, resolve } = Promise.withResolvers<OsExitReason>()
    child.once('exit', (code, signal) =>
      resolve(this.#end(signal === null ? { code: code as number } : { signal })),
    )
    const reason = await promise
    await this.#output.drained(drainMs, this.#clock)
    this.#exit = reason
    return reason
  }

  #end(status: ExitStatus): OsExitReason {
    this.#reason = exitReason(status, this.#asker)
    sweep(this.pid, this.#strays)
    for (const held of this.#leashed) held[Symbol.dispose]()
    this.#ended.resolve()
    return this.#reason
  }

  async #endsWithin(ms: number): Promise<boolean> {
    const late = Promise.withResolvers<void>()
    using _timer = this.#clock.after(ms, late.resolve)
    await Promise.race([this.#ended.promise, late.promise])
    // A host that was busy finds the timer due before the exit that came in time: one more turn shows it.
    if (this.#reason === undefined) await setImmediate()
    return this.#reason !== undefined
  }
}

import { systemClock, waitFor, type Clock, type WaitLimits, type Watchable } from '@sim/core'
import { Announcer, type FreezeState } from './announcer.ts'
import { FreezeError } from './freeze-error.ts'
import type { FreezeControllerOptions, FreezeMode, FreezeOutcome } from './freeze-options.ts'
import { abandoned, invalidEpoch, noPid, notFound } from './freeze-refusals.ts'
import { FreezeRun } from './freeze-run.ts'
import { kernelPort } from './kernel-port.ts'
import type { Freezer, Stopping } from './freezer.ts'
import { freezerFor } from './freezer-for.ts'
import { assertSafePid, type ProcessIdentity } from './process-identity.ts'
import { Members } from './members.ts'
import type { SignalPort } from './signal-port.ts'
import type { ThawReport } from './thaw-report.ts'
import { nobody } from './tree-members.ts'

/**
 * Stops and resumes whole process trees together, and never stops one that has work again.
 *
 * Whoever wants to freeze names the epoch at which there was nothing to do; every thaw begins a new epoch. A
 * freeze whose epoch is over signals nothing. Comparing the epoch and signalling are one synchronous step.
 */
export class FreezeController {
  readonly mode: FreezeMode
  readonly #port: SignalPort
  readonly #clock: Clock
  readonly #stopTimeoutMs: number
  readonly #announcer: Announcer
  readonly #freezer: Freezer
  readonly #members = new Members()
  #epoch = 0
  /** What is stopped or being stopped; there is none while running. */
  #trees: Stopping | undefined
  /** There while something is not yet seen to be stopped: a whole freeze, or what was registered late. */
  #run: FreezeRun | undefined
  /** What could not be resumed. */
  #left: readonly ProcessIdentity[] = []

  /**
   * Throws `ERR_FREEZE_UNSUPPORTED_PLATFORM` on Windows, for mode `cgroup` beside Linux; there also
   * `ERR_FREEZE_CGROUP_NOT_FOUND`, `ERR_FREEZE_CGROUP_NOT_V2`, `ERR_FREEZE_CGROUP_NOT_WRITABLE`. Never for mode `none`.
   */
  constructor(options: FreezeControllerOptions = {}) {
    this.mode = options.mode ?? 'none'
    this.#port = options.port ?? kernelPort()
    this.#freezer = freezerFor(this.mode, this.#port, options.cgroup)
    this.#clock = options.clock ?? systemClock
    this.#stopTimeoutMs = options.stopTimeoutMs ?? 1000
    this.#announcer = new Announcer(options.onEvent ?? (() => undefined))
  }

  /** Starts at 0; every thaw adds one, whether anything was frozen or not. */
  get epoch(): number {
    return this.#epoch
  }

  get state(): FreezeState {
    return this.#announcer.state
  }

  /** True only after every thread was seen to be stopped. */
  get isFrozen(): boolean {
    return this.state === 'frozen'
  }

  /** The state, to be followed. */
  get states(): Watchable<FreezeState> {
    return this.#announcer.states
  }

  /** The registered processes, without their descendants. Those that were found gone are forgotten. */
  get members(): readonly ProcessIdentity[] {
    return this.#members.all
  }

  /**
   * Makes a process and its descendants a part of what is frozen, until disposed of. Registering it again
   * changes nothing. Throws `ERR_FREEZE_DANGEROUS_PID`; for a bare pid what `identify` throws, unless the mode is
   * `none`; with mode `cgroup`, where it is moved in, `ERR_FREEZE_PERMISSION_DENIED` or `ERR_FREEZE_CGROUP_NOT_FOUND`.
   *
   * While the others are stopped it is stopped at once, and seen to be in the background: then
   * `stopped-late-registration` or `failed` is told.
   */
  register(process: ProcessIdentity | number): Disposable {
    const { pid, startTime } =
      typeof process === 'number' ? this.#freezer.identify(process) : process
    assertSafePid(pid, this.#port)
    const identity = { pid, startTime }
    if (!this.#members.has(identity)) this.#admit(identity)
    const dispose = () => this.#members.has(identity) && this.unregister(pid)
    return { [Symbol.dispose]: dispose }
  }

  /**
   * Forgets a process. While it is stopped, it and what was found through no other registered process are
   * resumed first. With mode `cgroup` they are moved to where it came from. False when it was not registered.
   */
  unregister(pid: number): boolean {
    const identity = this.#members.remove(pid)
    if (identity === undefined) return false
    const { left, failures } = this.#freezer.release(identity, this.members, this.#trees)
    this.#left = [...this.#left, ...left]
    if (failures.length > 0) this.#failed(FreezeError.combine(failures))
    return true
  }

  /**
   * Stops everything that is registered, if the epoch still holds.
   *
   * Resolves when every thread was seen to be stopped, or a thaw came first. Rejects with a `FreezeError` when
   * nothing is registered (`ERR_FREEZE_NO_PID`) or left (`ERR_FREEZE_PROCESS_NOT_FOUND`), or something did not
   * stop: then everything runs again. So it does when the caller's limits end the wait, unless another caller
   * waits for the same freeze. `limits.timeoutMs`: by default only `stopTimeoutMs` bounds the wait.
   */
  async freezeAtEpoch(epoch: number, limits: WaitLimits = {}): Promise<FreezeOutcome> {
    limits.signal?.throwIfAborted()
    if (this.mode === 'none') return 'disabled'
    if (!Number.isSafeInteger(epoch) || epoch < 0) throw invalidEpoch(epoch)
    if (epoch !== this.#epoch) {
      this.#announcer.tell({ type: 'superseded', epoch, currentEpoch: this.#epoch })
      return 'superseded'
    }
    if (this.isFrozen) return 'frozen'
    return this.#outcomeOf(this.#run ?? this.#startFreeze(), limits)
  }

  /** Begins a new epoch and resumes everything that was stopped. Never throws: the report says what failed. */
  unfreeze(): ThawReport {
    return this.#thaw(false)
  }

  /** Like `unfreeze`, and resumes every registered process tree, whether it is thought to be stopped or not. */
  forceUnfreeze(): ThawReport {
    return this.#thaw(true)
  }

  /** Resolves when the state is the one that is wanted, which it may be already. */
  async waitForState(state: FreezeState, limits: WaitLimits = {}): Promise<void> {
    const what = `the processes to be ${state}`
    await waitFor(this.states, (now) => now === state, { ...limits, what, clock: this.#clock })
  }

  #startFreeze(): FreezeRun {
    if (this.#members.isEmpty) throw noPid()
    this.#trees = this.#freezer.begin()
    const run = this.#startRun(this.#trees)
    for (const identity of this.members) this.#trees.add(identity)
    this.#announcer.become('freezing')
    void this.#drive(run)
    return run
  }

  #admit(identity: ProcessIdentity): void {
    this.#freezer.admit(identity)
    this.#members.add(identity)
    if (this.#trees === undefined) return
    const current = this.#run
    const run = current ?? this.#startRun(this.#trees)
    run.extend()
    this.#trees.add(identity)
    if (run === current) this.#trees.advance()
    else void this.#drive(run)
  }

  #startRun(trees: Stopping): FreezeRun {
    return (this.#run = new FreezeRun(this.#epoch, trees, this.#clock, this.#stopTimeoutMs))
  }

  /** Looks until it is decided. Whoever ends the run while this waits takes it away. */
  async #drive(run: FreezeRun): Promise<void> {
    while (this.#run === run) {
      const verdict = this.#judge(run)
      if (verdict !== undefined) return this.#conclude(run, verdict)
      await this.#port.pause(run.ms)
    }
  }

  #judge(run: FreezeRun): 'stopped' | FreezeError | undefined {
    const verdict = run.look()
    const gone = run.trees.takeGoneRoots()
    this.#members.forget(gone)
    if (this.isFrozen || !this.#members.isEmpty) return verdict
    return gone.length > 0 ? notFound(gone) : noPid()
  }

  #conclude(run: FreezeRun, verdict: 'stopped' | FreezeError): void {
    if (this.isFrozen) return this.#concludeLate(run, verdict)
    if (verdict !== 'stopped') return this.#rollBack(run, verdict)
    this.#run = undefined
    this.#announcer.become('frozen', { type: 'frozen', ...run.report() })
    run.end('frozen')
  }

  #concludeLate(run: FreezeRun, verdict: 'stopped' | FreezeError): void {
    this.#run = undefined
    const late = run.report()
    if (late.pids.length > 0) this.#announcer.tell({ type: 'stopped-late-registration', ...late })
    if (verdict === 'stopped') return
    run.trees.abandonPending()
    this.#failed(verdict)
  }

  #rollBack(run: FreezeRun, verdict: FreezeError): void {
    const { left, failures } = this.#freezer.resume(run.trees.processes)
    this.#left = [...this.#left, ...left]
    this.#run = undefined
    this.#trees = undefined
    const error = FreezeError.combine([verdict, ...failures])
    this.#announcer.become('running', { type: 'failed', epoch: run.epoch, error })
    run.end(error)
  }

  async #outcomeOf(run: FreezeRun, limits: WaitLimits): Promise<FreezeOutcome> {
    try {
      return await run.outcome(limits)
    } catch (cause) {
      // Its own failure has taken the run away already: this caller gave up.
      if (this.#run === run && !run.isAwaited) this.#rollBack(run, abandoned(run.epoch, cause))
      throw cause
    }
  }

  #thaw(forced: boolean): ThawReport {
    this.#epoch += 1
    const { state, epoch } = this
    const [run, trees] = [this.#run, this.#trees]
    this.#run = undefined
    this.#trees = undefined
    const all = forced ? this.#freezer.everyoneOf(this.members) : nobody
    const stopped = [...this.#left, ...(trees?.processes ?? []), ...all.processes]
    const { resumed, gone, left, failures } = this.#freezer.resume(stopped, forced)
    this.#left = left
    this.#members.forget(gone)
    const report = { epoch, resumed, gone, failures: [...all.failures, ...failures] }
    const wasIdle = state === 'running' && stopped.length === 0
    this.#announcer.become(
      'running',
      state === 'freezing' && { type: 'superseded', epoch: epoch - 1, currentEpoch: epoch },
      !wasIdle && { type: 'thawed', forced, ...report },
    )
    run?.end('superseded')
    return report
  }

  #failed(error: FreezeError): void {
    this.#announcer.tell({ type: 'failed', epoch: this.#epoch, error })
  }
}

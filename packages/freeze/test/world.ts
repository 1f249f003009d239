import type fc from 'fast-check'
import type { FreezeController, FreezeEvent, ProcessIdentity } from '@sim/freeze'
import { controllerOn } from './controller-on.ts'
import { FakeTable, isAlive, runs, type FakeProcess, type FakeThread } from './fake-table.ts'
import { Judge } from './judge.ts'

/** What a user of the controller does. */
export type Deed =
  | 'freeze'
  | 'freeze late'
  | 'freeze with signal'
  | 'abort'
  | 'unfreeze'
  | 'force'
  | 'register'
  | 'unregister'

/** What happens in the table meanwhile. */
export type Happening =
  'fork' | 'setsid' | 'vfork' | 'exec' | 'thread' | 'exit' | 'zombie' | 'stranger' | 'foreign'

/** How far the clock goes on between two looks, and when a freeze gives up. */
const [msBetweenLooks, stopTimeoutMs] = [50, 400]

/**
 * A controller on a fake table in which everything interleaves: stops take effect late and in any order, while
 * processes fork, end, and get used pids.
 */
export class World {
  readonly #table = new FakeTable()
  readonly #judge = new Judge(this.#table)
  readonly #scheduler: fc.Scheduler
  readonly #controller: FreezeController
  readonly #aborts: AbortController[] = []
  readonly #calls: Promise<void>[] = []
  readonly #frozenAt = new Set<number>()
  #nowMs = 0
  #hasLateFailure = false
  #thaws = 0
  #signals = 0

  constructor(scheduler: fc.Scheduler) {
    this.#scheduler = scheduler
    const onEvent = (event: FreezeEvent) => this.#heard(event)
    const { controller, clock } = controllerOn(this.#table, { onEvent, stopTimeoutMs })
    this.#controller = controller
    this.#table.pauses = async () => {
      await scheduler.schedule(Promise.resolve(), 'look')
      clock.advance(msBetweenLooks)
      this.#nowMs = clock.monotonic()
    }
    this.#table.onSignal = (target, signal) => this.#signalled(target, signal)
    this.#table.onWake = (thread) => this.#settleLater(thread)
    const [first, second] = [this.#table.spawn(), this.#table.spawn(), this.#table.spawn()]
    this.#table.fork(first as FakeProcess)
    this.#register(first)
    this.#register(second)
  }

  get violations(): readonly string[] {
    return this.#judge.violations
  }

  async act(deed: Deed, which: number): Promise<void> {
    const { epoch, members } = this.#controller
    const deeds: Record<Deed, () => void> = {
      freeze: () => this.#freeze(epoch),
      'freeze late': () => this.#freeze(epoch - 1 - (which % 2)),
      'freeze with signal': () => this.#freeze(epoch, this.#newSignal()),
      abort: () => pick(this.#aborts, which)?.abort(new Error('aborted')),
      unfreeze: () => this.#thaw(false),
      force: () => this.#thaw(true),
      register: () => this.#register(pick(this.#others(), which)),
      unregister: () => this.#unregister(pick(members, which)),
    }
    deeds[deed]()
  }

  async happen(happening: Happening, which: number): Promise<void> {
    const table = this.#table
    const alive = this.#others().filter((other) => isAlive(table, other))
    const target = pick(alive, which)
    if (target === undefined) return
    const isStopping = target.threads.some(({ state }) => state === 'T')
    const isFree = !isStopping && target.threads[0]?.state === 'S'
    const happenings: Record<Happening, () => unknown> = {
      fork: () => isFree && table.fork(target),
      setsid: () => isFree && table.fork(target, { setsid: true }),
      vfork: () => isFree && this.#execLater(table.fork(target, { vfork: true })),
      exec: () => isFree && table.exec(target),
      thread: () => isStopping || this.#settleLater(table.addThread(target)),
      exit: () => table.exit(target),
      zombie: () => table.exit(target, { zombie: true }),
      stranger: () => table.fork(table.all.get(1) as FakeProcess, { setsid: true }),
      foreign: () => (target.isForeign ||= runs(target)),
    }
    happenings[happening]()
  }

  /** When everything that was begun has ended: judges what is left, thaws, and judges again. */
  async end(): Promise<void> {
    await this.#scheduler.waitIdle()
    const judge = this.#judge
    judge.check(this.#controller.state !== 'freezing', 'idle, but still freezing')
    if (this.#controller.isFrozen && !this.#hasLateFailure) judge.frozen('when idle')
    this.#thaw(false)
    await this.#scheduler.waitIdle()
    judge.running('in the end')
    await Promise.all(this.#calls)
    judge.check(this.#controller.epoch === this.#thaws, 'the epoch is not the number of thaws')
  }

  #freeze(epoch: number, signal?: AbortSignal): void {
    const controller = this.#controller
    const judge = this.#judge
    const signals = this.#signals
    const isLate = epoch !== controller.epoch
    const expected = judge.expectedOutcome(controller, epoch, signal)
    if (!isLate) judge.allowedEpoch = epoch
    const freezing = controller.freezeAtEpoch(epoch, { signal })
    judge.check(!isLate || this.#signals === signals, 'a late freeze signalled')
    const judged = freezing.then(
      (outcome) => {
        judge.check(outcome === (expected ?? outcome), `wanted ${expected}, found ${outcome}`)
        if (outcome === 'frozen') judge.check(this.#frozenAt.has(epoch), 'frozen without an event')
        else judge.check(controller.epoch > epoch, 'superseded by nothing')
      },
      (error: Error & { code?: string }) => {
        if (error === signal?.reason) return
        if (expected === undefined) judge.failed(error.code, this.#nowMs >= stopTimeoutMs)
        else judge.check(error.code === expected, `wanted ${expected}, found ${error.message}`)
      },
    )
    this.#calls.push(judged)
  }

  #newSignal(): AbortSignal {
    const abort = new AbortController()
    this.#aborts.push(abort)
    return abort.signal
  }

  #thaw(forced: boolean): void {
    const judge = this.#judge
    this.#thaws += 1
    this.#hasLateFailure = false
    judge.isForcing = forced
    const report = forced ? this.#controller.forceUnfreeze() : this.#controller.unfreeze()
    judge.isForcing = false
    judge.check(report.epoch === this.#thaws, 'a thaw did not begin the next epoch')
    judge.check(
      report.resumed.every((it) => this.#exists(it)),
      'resumed a dead one',
    )
    judge.check(!report.gone.some((it) => this.#exists(it)), 'one that lives was called gone')
    const isForeign = ({ pid = 0 }) => this.#table.all.get(pid)?.isForeign === true
    judge.check(report.failures.every(isForeign), 'a thaw failed')
    judge.running('after a thaw')
  }

  #register(target: FakeProcess | undefined): void {
    if (target === undefined) return
    this.#judge.registered.add(target)
    this.#controller.register({ pid: target.pid, startTime: target.startTime })
  }

  #unregister(identity: ProcessIdentity | undefined): void {
    if (identity === undefined) return
    const { registered } = this.#judge
    for (const target of registered) {
      if (target.startTime === identity.startTime) registered.delete(target)
    }
    const wasMember = this.#controller.unregister(identity.pid)
    this.#judge.check(wasMember, 'a member was not registered')
    this.#judge.released()
  }

  #signalled(target: FakeProcess, signal: string): void {
    this.#signals += 1
    if (signal === 'SIGCONT') {
      this.#judge.resume(target)
      this.#execLater(target)
      return
    }
    this.#judge.stop(target, this.#controller.epoch)
    for (const thread of target.threads) this.#settleLater(thread)
  }

  #heard(event: FreezeEvent): void {
    const { isFrozen, epoch } = this.#controller
    if (event.type === 'frozen') {
      this.#frozenAt.add(event.epoch)
      this.#judge.check(isFrozen && event.epoch === epoch, 'frozen at a wrong epoch')
      this.#judge.frozen('as told')
    } else if (event.type === 'stopped-late-registration') {
      this.#judge.late(event.pids)
    } else if (event.type === 'failed') {
      if (isFrozen) this.#hasLateFailure = true
      // While freezing it tells of one that was unregistered; else everything was rolled back.
      if (this.#controller.state === 'running') {
        this.#judge.running(`after ${event.error.message}`)
      }
    }
  }

  #settleLater(thread: FakeThread): void {
    const settled = this.#scheduler.schedule(Promise.resolve(), `stop of ${thread.tid}`)
    void settled.then(() => this.#table.settle(thread))
  }

  #execLater(child: FakeProcess): void {
    if (!child.awaitsExec) return
    const scheduled = this.#scheduler.schedule(Promise.resolve(), `exec of ${child.pid}`)
    void scheduled.then(() => {
      if (runs(child) && this.#table.has(child)) this.#table.exec(child)
    })
  }

  /** Everyone but `init`, the shell and the host. */
  #others(): readonly FakeProcess[] {
    return [...this.#table.all.values()].filter(({ pid }) => pid >= 200)
  }

  #exists({ pid, startTime }: ProcessIdentity): boolean {
    const found = this.#table.all.get(pid)
    return found?.startTime === startTime && !found.isZombie
  }
}

function pick<T>(all: readonly T[], which: number): T | undefined {
  return all[which % all.length]
}

import type fc from 'fast-check'
import type { FreezeEvent, FreezeOutcome, ProcessIdentity } from '@sim/freeze'
import { controllerOn } from './controller-on.ts'
import {
  FakeTable,
  isAlive,
  isStopped,
  runs,
  type FakeProcess,
  type FakeThread,
} from './fake-table.ts'

/** How far the clock goes on between two looks; a freeze gives up after 1000. */
const msBetweenLooks = 125

/**
 * A controller on a fake table in which everything interleaves: stops take effect late, in any order, while
 * processes fork, end and get used pids. It notes whatever must not happen.
 */
export class World {
  readonly table = new FakeTable()
  readonly violations: string[] = []
  readonly scheduler: fc.Scheduler
  readonly controller
  readonly #clock
  readonly #aborts: AbortController[] = []
  readonly #calls: Promise<void>[] = []
  /** Registered and not unregistered since, whether they still exist or not. */
  readonly #registered = new Set<FakeProcess>()
  readonly #stoppedOnce = new Set<FakeProcess>()
  readonly #frozenAt = new Set<number>()
  /** The epoch at which something was allowed to be stopped. */
  #allowedEpoch: number | undefined
  #isForcing = false
  #lateFailure = false
  #wasForeign = false
  #thaws = 0
  #signals = 0

  constructor(scheduler: fc.Scheduler) {
    this.scheduler = scheduler
    const { controller, clock } = controllerOn(this.table, { onEvent: (e) => this.#judgeEvent(e) })
    this.controller = controller
    this.#clock = clock
    this.table.pauses = async () => {
      await scheduler.schedule(Promise.resolve(), 'look')
      clock.advance(msBetweenLooks)
    }
    this.table.onSignal = (target, signal) => {
      this.#signals += 1
      if (signal === 'SIGSTOP') this.#judgeStop(target)
      else this.#judgeContinue(target)
    }
    this.table.onWake = (thread) => this.#settleLater(thread)
    const roots = [0, 1, 2].map(() => this.table.spawn())
    this.table.fork(roots[0] as FakeProcess)
    this.#register(roots[0] as FakeProcess)
    this.#register(roots[1] as FakeProcess)
  }

  /** What a user of the controller does. */
  async act(deed: string, which: number): Promise<void> {
    const { controller } = this
    if (deed === 'freeze') this.#freeze(controller.epoch)
    else if (deed === 'freeze late') this.#freeze(controller.epoch - 1 - (which % 2))
    else if (deed === 'freeze with signal') this.#freezeWithSignal()
    else if (deed === 'abort') pick(this.#aborts, which)?.abort(new Error('aborted'))
    else if (deed === 'unfreeze') this.#thaw(false)
    else if (deed === 'force') this.#thaw(true)
    else if (deed === 'unregister') this.#unregister(pick(controller.members, which))
    else this.#register(pick(this.#others(), which))
  }

  /** What happens in the table meanwhile. */
  async happen(event: string, which: number): Promise<void> {
    const { table } = this
    const target = pick(
      this.#others().filter((other) => isAlive(table, other)),
      which,
    )
    if (event === 'stranger')
      table.exec(table.fork(table.all.get(1) as FakeProcess, { setsid: true }))
    if (target === undefined) return
    const isStopping = target.threads.some(({ state }) => state === 'T')
    const isFree = !isStopping && target.threads[0]?.state === 'S'
    if (event === 'fork' && isFree) table.fork(target)
    else if (event === 'setsid' && isFree) table.fork(target, { setsid: true })
    else if (event === 'vfork' && isFree) this.#execLater(table.fork(target, { vfork: true }))
    else if (event === 'thread' && !isStopping) this.#settleLater(table.addThread(target))
    else if (event === 'exec' && isFree) table.exec(target)
    else if (event === 'exit') table.exit(target)
    else if (event === 'zombie') table.exit(target, { zombie: true })
    else if (event === 'foreign' && runs(target)) target.isForeign = this.#wasForeign = true
  }

  /** Everything that was begun has ended: judges what is left, thaws, and judges again. */
  async end(): Promise<void> {
    await this.scheduler.waitIdle()
    const { controller } = this
    this.#check(controller.state !== 'freezing', 'idle, but still freezing')
    if (controller.isFrozen && !this.#lateFailure) this.#judgeFrozen('idle')
    this.#thaw(false)
    await this.scheduler.waitIdle()
    this.#judgeRunning('in the end')
    await Promise.all(this.#calls)
    this.#check(controller.epoch === this.#thaws, 'an epoch is not the number of thaws')
  }

  #freeze(epoch: number, signal?: AbortSignal): void {
    const { controller } = this
    const before = { epoch: controller.epoch, state: controller.state, signals: this.#signals }
    const members = controller.members.length
    if (epoch === before.epoch) this.#allowedEpoch = epoch
    const call = controller.freezeAtEpoch(epoch, { signal })
    const isLate = epoch !== before.epoch
    if (isLate) this.#check(this.#signals === before.signals, 'a late freeze signalled')
    const expected = signal?.aborted
      ? 'aborted'
      : epoch < 0
        ? 'ERR_FREEZE_INVALID_EPOCH'
        : isLate
          ? 'superseded'
          : before.state === 'frozen'
            ? 'frozen'
            : before.state === 'running' && members === 0
              ? 'ERR_FREEZE_NO_PID'
              : undefined
    const judged = call.then(
      (outcome) => this.#judgeOutcome(outcome, epoch, expected),
      (error: Error & { code?: string }) => this.#judgeFailure(error, signal, expected),
    )
    this.#calls.push(judged)
  }

  #freezeWithSignal(): void {
    const abort = new AbortController()
    this.#aborts.push(abort)
    this.#freeze(this.controller.epoch, abort.signal)
  }

  #thaw(forced: boolean): void {
    this.#thaws += 1
    this.#lateFailure = false
    this.#isForcing = forced
    const { controller } = this
    const report = forced ? controller.forceUnfreeze() : controller.unfreeze()
    this.#isForcing = false
    this.#check(report.epoch === this.#thaws, 'a thaw did not begin the next epoch')
    this.#check(
      report.resumed.every((it) => this.#find(it) !== undefined),
      'resumed a dead one',
    )
    this.#check(
      report.gone.every((it) => !this.#find(it)),
      'one that lives was called gone',
    )
    const foreign = report.failures.every(({ pid }) => this.table.all.get(pid ?? 0)?.isForeign)
    this.#check(foreign, 'a thaw failed')
    this.#judgeRunning('after a thaw')
  }

  #register(target: FakeProcess | undefined): void {
    if (target === undefined) return
    this.#registered.add(target)
    this.controller.register({ pid: target.pid, startTime: target.startTime })
  }

  #unregister(identity: ProcessIdentity | undefined): void {
    if (identity === undefined) return
    for (const target of this.#registered) {
      if (target.startTime === identity.startTime) this.#registered.delete(target)
    }
    this.#check(this.controller.unregister(identity.pid), 'a member was not registered')
    const kept = this.#others().filter((it) => !it.isZombie && !runs(it))
    this.#check(
      kept.every((other) => this.#isCovered(other)),
      'an unregistered one stays stopped',
    )
  }

  #judgeStop(target: FakeProcess): void {
    this.#stoppedOnce.add(target)
    this.#check(this.#isCovered(target), `a stranger was stopped: ${target.pid}`)
    this.#check(
      this.#allowedEpoch === this.controller.epoch,
      'stopped at an epoch without a freeze',
    )
    target.threads.forEach((thread) => this.#settleLater(thread))
  }

  #judgeContinue(target: FakeProcess): void {
    const isKnown = this.#stoppedOnce.has(target)
    const isForced = this.#isForcing && this.#isCovered(target)
    this.#check(isKnown || isForced, `a stranger was resumed: ${target.pid}`)
    this.#execLater(target)
  }

  #judgeEvent(event: FreezeEvent): void {
    const { controller } = this
    if (event.type === 'frozen') {
      this.#frozenAt.add(event.epoch)
      this.#check(
        controller.isFrozen && event.epoch === controller.epoch,
        'frozen at a wrong epoch',
      )
      this.#judgeFrozen('at the event')
    } else if (event.type === 'stopped-late-registration') {
      // A pid may belong to somebody else by now.
      const late = [...this.#stoppedOnce].filter(
        (it) => event.pids.includes(it.pid) && isAlive(this.table, it),
      )
      this.#check(late.every(isStopped), 'late, but not stopped')
    } else if (event.type === 'failed') {
      if (controller.isFrozen) this.#lateFailure = true
      else this.#judgeRunning(`after a roll-back: ${event.error.message}`)
    }
  }

  #judgeOutcome(outcome: FreezeOutcome, epoch: number, expected: string | undefined): void {
    this.#check((expected ?? outcome) === outcome, `wanted ${expected}, found ${outcome}`)
    if (outcome === 'frozen') this.#check(this.#frozenAt.has(epoch), 'frozen without an event')
    else this.#check(this.controller.epoch > epoch, 'superseded by nothing')
  }

  #judgeFailure(error: Error & { code?: string }, signal?: AbortSignal, expected?: string): void {
    const alive = [...this.#registered].filter((target) => isAlive(this.table, target))
    if (expected === 'aborted' || error === signal?.reason) {
      this.#check(
        error === signal?.reason,
        `wanted the reason of the signal, found ${error.message}`,
      )
    } else if (expected !== undefined) {
      this.#check(error.code === expected, `wanted ${expected}, found ${error.message}`)
    } else if (error.code === 'ERR_FREEZE_NOT_STOPPED') {
      this.#check(this.#clock.monotonic() >= 1000, 'gave up too early')
    } else if (error.code === 'ERR_FREEZE_PERMISSION_DENIED') {
      this.#check(this.#wasForeign, 'nobody is foreign')
    } else if (
      error.code === 'ERR_FREEZE_PROCESS_NOT_FOUND' ||
      error.code === 'ERR_FREEZE_NO_PID'
    ) {
      this.#check(alive.length === 0, `${error.message}, but ${alive.length} are alive`)
    } else {
      const isExpected =
        error.code === 'ERR_FREEZE_SEVERAL' || error.code === 'ERR_FREEZE_ABANDONED'
      this.#check(isExpected, `unexpected: ${error.stack}`)
    }
  }

  #judgeFrozen(when: string): void {
    const running = [...this.#mustBeStopped()].filter((target) => !isStopped(target))
    const pids = running.map(({ pid }) => pid)
    this.#check(pids.length === 0, `frozen, ${when}, but running: ${pids.join(', ')}`)
  }

  #judgeRunning(when: string): void {
    const stopped = [...this.table.all.values()].filter((target) => !runs(target))
    const pids = stopped.filter(({ isZombie }) => !isZombie).map(({ pid }) => pid)
    this.#check(pids.length === 0, `running, ${when}, but stopped: ${pids.join(', ')}`)
  }

  /** The trees as the table shows them: children, and whoever is in the session or group of a member. */
  #mustBeStopped(): Set<FakeProcess> {
    const trees = new Set([...this.#registered].filter((it) => isAlive(this.table, it)))
    const has = (pid: number) => [...trees].some((it) => it.pid === pid)
    const leads = (pid: number) =>
      [...trees].some((it) => it.pid === pid && (it.pgrp === pid || it.session === pid))
    for (let size = -1; size !== trees.size;) {
      size = trees.size
      for (const it of this.table.all.values()) {
        if (it.isZombie) continue
        if (has(it.ppid) || leads(it.session) || leads(it.pgrp)) trees.add(it)
      }
    }
    return trees
  }

  /** Whether it was born in a registered tree. */
  #isCovered(target: FakeProcess): boolean {
    for (let it: FakeProcess | undefined = target; it; it = it.bornOf) {
      if (this.#registered.has(it)) return true
    }
    return false
  }

  #others(): readonly FakeProcess[] {
    return [...this.table.all.values()].filter(({ pid }) => pid >= 200)
  }

  #find({ pid, startTime }: ProcessIdentity): FakeProcess | undefined {
    const found = this.table.all.get(pid)
    return found?.startTime === startTime && !found.isZombie ? found : undefined
  }

  #settleLater(thread: FakeThread): void {
    const settled = this.scheduler.schedule(Promise.resolve(), `stop of ${thread.tid}`)
    void settled.then(() => this.table.settle(thread))
  }

  #execLater(child: FakeProcess): void {
    if (!child.awaitsExec) return
    const scheduled = this.scheduler.schedule(Promise.resolve(), `exec of ${child.pid}`)
    void scheduled.then(() => {
      if (runs(child) && this.table.has(child)) this.table.exec(child)
    })
  }

  #check(holds: boolean, violation: string): void {
    if (!holds) this.violations.push(violation)
  }
}

function pick<T>(all: readonly T[], which: number): T | undefined {
  return all[which % all.length]
}

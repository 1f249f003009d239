import type { FreezeController } from '@sim/freeze'
import { isAlive, isStopped, runs, type FakeProcess, type FakeTable } from './fake-table.ts'

/** What is true in a fake table whatever the controller thinks, and what it did against the rules. */
export class Judge {
  readonly violations: string[] = []
  /** Registered and not unregistered since, whether they still exist or not. */
  readonly registered = new Set<FakeProcess>()
  /** Everyone who was ever sent SIGSTOP. */
  readonly stoppedOnce = new Set<FakeProcess>()
  /** The epoch at which something may be stopped. */
  allowedEpoch: number | undefined
  /** A forced thaw resumes whoever is registered. */
  isForcing = false
  readonly #table: FakeTable

  constructor(table: FakeTable) {
    this.#table = table
  }

  check(holds: boolean, violation: string): void {
    if (!holds) this.violations.push(violation)
  }

  stop(target: FakeProcess, epoch: number): void {
    this.stoppedOnce.add(target)
    this.check(this.#isCovered(target), `a stranger was stopped: ${target.pid}`)
    this.check(this.allowedEpoch === epoch, 'stopped at an epoch without a freeze')
  }

  resume(target: FakeProcess): void {
    const isForced = this.isForcing && this.#isCovered(target)
    this.check(isForced || this.stoppedOnce.has(target), `a stranger was resumed: ${target.pid}`)
  }

  frozen(when: string): void {
    const running = [...this.#trees()].filter((target) => !isStopped(target))
    const pids = running.map(({ pid }) => pid)
    this.check(pids.length === 0, `frozen, ${when}, but running: ${pids.join(', ')}`)
  }

  running(when: string): void {
    const pids = this.#notRunning().map(({ pid }) => pid)
    this.check(pids.length === 0, `running, ${when}, but stopped: ${pids.join(', ')}`)
  }

  released(): void {
    const isKept = this.#notRunning().every((target) => this.#isCovered(target))
    this.check(isKept, 'an unregistered one stays stopped')
  }

  late(pids: readonly number[]): void {
    // A pid may belong to somebody else by now.
    const late = [...this.stoppedOnce].filter(
      (it) => pids.includes(it.pid) && isAlive(this.#table, it),
    )
    this.check(late.every(isStopped), 'late, but not stopped')
  }

  /** How a freeze has to end, as far as that is settled when it is asked for. */
  expectedOutcome(
    controller: FreezeController,
    epoch: number,
    signal?: AbortSignal,
  ): string | undefined {
    if (signal?.aborted) return 'aborted'
    if (epoch < 0) return 'ERR_FREEZE_INVALID_EPOCH'
    if (epoch !== controller.epoch) return 'superseded'
    if (controller.isFrozen) return 'frozen'
    const isEmpty = controller.state === 'running' && controller.members.length === 0
    return isEmpty ? 'ERR_FREEZE_NO_PID' : undefined
  }

  /** `code`: with what it failed, though how it would end was not settled. */
  failed(code: string | undefined, isLate: boolean): void {
    const alive = [...this.registered].filter((target) => isAlive(this.#table, target))
    const known = ['ERR_FREEZE_SEVERAL', 'ERR_FREEZE_PERMISSION_DENIED', 'ERR_FREEZE_NOT_STOPPED']
    const empty = ['ERR_FREEZE_PROCESS_NOT_FOUND', 'ERR_FREEZE_NO_PID']
    if (code === 'ERR_FREEZE_NOT_STOPPED') this.check(isLate, 'gave up too early')
    if (empty.includes(code ?? '')) this.check(alive.length === 0, `${code}, but some are alive`)
    else this.check(known.includes(code ?? ''), `failed with ${code}`)
  }

  #notRunning(): FakeProcess[] {
    return [...this.#table.all.values()].filter((target) => !target.isZombie && !runs(target))
  }

  /** The registered trees as the table shows them: children, and whoever is in the session or group of a member. */
  #trees(): Set<FakeProcess> {
    const trees = new Set([...this.registered].filter((it) => isAlive(this.#table, it)))
    for (const member of trees) {
      const { pid } = member
      const leads = member.pgrp === pid || member.session === pid
      for (const it of this.#table.all.values()) {
        const isOfIts = it.ppid === pid || (leads && (it.session === pid || it.pgrp === pid))
        if (isOfIts && !it.isZombie) trees.add(it)
      }
    }
    return trees
  }

  /** Whether it was born in a registered tree. */
  #isCovered(target: FakeProcess): boolean {
    for (let it: FakeProcess | undefined = target; it; it = it.bornOf) {
      if (this.registered.has(it)) return true
    }
    return false
  }
}

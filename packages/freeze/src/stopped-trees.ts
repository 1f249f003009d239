import { FreezeError } from './freeze-error.ts'
import type { Stopping } from './freezer.ts'
import type { OrphanFinder } from './orphan-finder.ts'
import { isSame, type ProcessIdentity } from './process-identity.ts'
import { sendSignal } from './send-signal.ts'
import {
  isDead,
  isGone,
  isHalted,
  type FreezeSignal,
  type ProcessEntry,
  type SignalPort,
  type ThreadState,
} from './signal-port.ts'
import { describeTarget, foundThrough, isBlocked, type Target } from './target.ts'

/**
 * Whole process trees that are being stopped, or are stopped.
 *
 * It never waits: `advance` is one synchronous look at everything that is not yet seen to be stopped. A
 * process that is seen stopped cannot fork any more, so the children that are read after that are all it has.
 * Nothing here throws: `takeFailures` tells what went wrong.
 */
export class StoppedTrees implements Stopping {
  readonly #port: SignalPort
  readonly #orphans: OrphanFinder
  /** In the order in which they were signalled. */
  readonly #targets = new Map<number, Target>()
  readonly #pending = new Set<Target>()
  /** What was read in this turn. */
  readonly #fresh = new Map<number, ProcessEntry>()
  readonly #failures: FreezeError[] = []
  readonly #goneRoots: ProcessIdentity[] = []
  readonly #justStopped: ProcessIdentity[] = []

  constructor(port: SignalPort, orphans: OrphanFinder) {
    this.#port = port
    this.#orphans = orphans
  }

  /** Everything that was signalled and is not known to be gone, in that order. */
  get processes(): readonly ProcessIdentity[] {
    return [...this.#targets.values()].map(({ process }) => process)
  }

  /** Signals a root. Its descendants follow when it is looked at. */
  add(root: ProcessIdentity): void {
    const known = this.#targets.get(root.pid)
    if (known && isSame(known.process, root)) {
      known.isRoot = true
      return
    }
    const isMeant = ({ startTime }: ProcessEntry) => startTime === root.startTime
    if (this.#stop(root.pid, isMeant, { isRoot: true }) === 'gone') this.#goneRoots.push(root)
  }

  /** One look. True when everything that it knows was seen to be stopped and nothing new turned up. */
  advance(): boolean {
    this.#fresh.clear()
    this.#lookAtPending()
    if (this.#pending.size === 0) this.#stopOrphans()
    return this.#pending.size === 0
  }

  /** What failed since this was last asked. */
  takeFailures(): readonly FreezeError[] {
    return this.#failures.splice(0)
  }

  /** Which roots turned out to be gone since this was last asked. */
  takeGoneRoots(): readonly ProcessIdentity[] {
    return this.#goneRoots.splice(0)
  }

  /** What was seen to be stopped since this was last asked, and still is. */
  takeJustStopped(): readonly ProcessIdentity[] {
    const stopped = new Set(this.#justStopped.splice(0))
    for (const { process } of this.#pending) stopped.delete(process)
    return this.processes.filter((process) => stopped.has(process))
  }

  /** One error for each process that is not seen to be stopped. */
  notStopped(withinMs: number): readonly FreezeError[] {
    return [...this.#pending].map((target) => {
      const message = `wanted all threads in state T within ${withinMs} ms, found ${describeTarget(target)}`
      return new FreezeError('ERR_FREEZE_NOT_STOPPED', message, { pid: target.process.pid })
    })
  }

  /** What is not seen to be stopped, for a message. */
  describePending(): string {
    return [...this.#pending].map(describeTarget).join('; ') || 'everything stopped'
  }

  /** Looks no more at what did not stop. It is still resumed with the others. */
  abandonPending(): void {
    for (const target of this.#pending) {
      if (target.runsFor !== undefined) this.#signalAgain(target, 'SIGSTOP')
      target.runsFor = undefined
    }
    this.#pending.clear()
  }

  /** Lets go of a root, and of what was found through no other root: they are to be resumed. */
  release(root: ProcessIdentity): readonly ProcessIdentity[] {
    // The root itself may have ended before those that were found through it.
    const targets = [...this.#targets.values()].filter((target) => {
      const found = [...foundThrough(target)]
      const leaving = found.filter(({ process }) => isSame(process, root))
      for (const each of leaving) each.isRoot = false
      return leaving.length > 0 && !found.some(({ isRoot }) => isRoot)
    })
    for (const target of targets) this.#forget(target)
    return targets.map(({ process }) => process)
  }

  #stop(
    pid: number,
    isMeant: (entry: ProcessEntry) => boolean,
    found: { readonly isRoot?: boolean; readonly by?: Target | undefined },
  ): 'sent' | 'gone' | 'failed' {
    const isVictim = (entry: ProcessEntry) => isMeant(entry) && !this.#orphans.isHost(pid)
    const sent = sendSignal(this.#port, pid, 'SIGSTOP', isVictim)
    if (sent.is === 'failed') this.#failures.push(sent.error)
    if (sent.is !== 'sent') return sent.is
    const former = this.#targets.get(pid)
    if (former !== undefined) this.#drop(former)
    const target: Target = {
      process: { pid, startTime: sent.to.startTime },
      isRoot: found.isRoot ?? false,
      finders: new Set(found.by && [found.by]),
      entry: sent.to,
      threads: [],
      runsFor: undefined,
    }
    this.#targets.set(pid, target)
    this.#pending.add(target)
    return 'sent'
  }

  #lookAtPending(): void {
    // A set hands out what is added while it is walked: the children are looked at in the same step.
    for (const target of this.#pending) {
      try {
        this.#look(target)
      } catch (error) {
        this.#failures.push(FreezeError.from(error, target.process.pid))
      }
    }
  }

  #look(target: Target): void {
    const { pid, startTime } = target.process
    const entry = this.#port.read(pid)
    if (isGone(entry) || entry.startTime !== startTime) return this.#drop(target)
    this.#fresh.set(pid, entry)
    target.entry = entry
    const isFirstLook = target.threads.length === 0
    target.threads = this.#threadsOf(entry)
    if (target.threads.every(({ state }) => isDead(state))) return this.#drop(target)
    if (target.runsFor !== undefined) return this.#stopAfterExec(target)
    const isStopped = target.threads.every(({ state }) => isHalted(state))
    if (isStopped || isFirstLook || isBlocked(target)) this.#stopChildren(target)
    if (isStopped) this.#stopped(target)
  }

  /** While the leading thread runs, only that one. */
  #threadsOf({ pid, state, threadCount }: ProcessEntry): readonly ThreadState[] {
    // Once the leading thread is halted no thread can be added: the list that is read then is complete.
    const isMeaningful = threadCount > 1 && isHalted(state)
    return isMeaningful ? this.#port.threads(pid) : [{ tid: pid, state }]
  }

  #stopChildren(parent: Target): void {
    const { pid } = parent.process
    const isComplete = parent.threads.length === parent.entry.threadCount
    const tids = isComplete ? parent.threads.map(({ tid }) => tid) : undefined
    for (const child of this.#port.children(pid, tids)) this.#foundChild(child, parent)
  }

  #stopped(target: Target): void {
    this.#pending.delete(target)
    this.#justStopped.push(target.process)
  }

  #foundChild(pid: number, parent: Target): void {
    const known = this.#targets.get(pid)
    const entry = known && this.#port.read(pid)
    if (known === undefined || known.process.startTime !== entry?.startTime) {
      this.#stop(pid, ({ ppid }) => ppid === parent.process.pid, { by: parent })
      return
    }
    known.finders.add(parent)
    if (isBlocked(parent) && entry.awaitsExec) this.#letExec(known, parent)
  }

  /**
   * A thread inside `vfork` stops only after its child has executed a program, which a child that was
   * stopped before cannot: it is resumed until it has.
   */
  #letExec(child: Target, parent: Target): void {
    if (this.#pending.has(child)) return
    child.runsFor = parent
    this.#pending.add(child)
    this.#signalAgain(child, 'SIGCONT')
  }

  #stopAfterExec(child: Target): void {
    if (child.entry.awaitsExec && child.runsFor && isBlocked(child.runsFor)) return
    child.runsFor = undefined
    this.#signalAgain(child, 'SIGSTOP')
  }

  #signalAgain(target: Target, signal: FreezeSignal): void {
    const { pid, startTime } = target.process
    const sent = sendSignal(this.#port, pid, signal, (entry) => entry.startTime === startTime)
    if (sent.is === 'failed') this.#failures.push(sent.error)
  }

  #stopOrphans(): void {
    const members = new Map([...this.#targets].map(([pid, { entry }]) => [pid, entry]))
    try {
      for (const { entry, leader } of this.#orphans.find(members, this.#fresh)) {
        const { pid, startTime } = entry
        const by = this.#targets.get(leader)
        const known = this.#targets.get(pid)
        if (by && known?.process.startTime === startTime) known.finders.add(by)
        else this.#stop(pid, (found) => found.startTime === startTime, { by })
      }
    } catch (error) {
      this.#failures.push(FreezeError.from(error))
    }
  }

  #drop(target: Target): void {
    target.threads = []
    if (target.isRoot) this.#goneRoots.push(target.process)
    this.#forget(target)
  }

  #forget(target: Target): void {
    this.#pending.delete(target)
    if (this.#targets.get(target.process.pid) === target) this.#targets.delete(target.process.pid)
  }
}

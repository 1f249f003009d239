import type { FreezeSignal, ProcessEntry, SignalPort, ThreadState } from '@sim/freeze'

export interface FakeThread {
  readonly tid: number
  state: 'S' | 'T' | 'D'
  /** SIGSTOP was sent, but did not take effect yet. */
  isStopPending: boolean
  /** The child that this thread, inside `vfork`, waits for. */
  waitsFor?: FakeProcess | undefined
}

export interface FakeProcess {
  readonly pid: number
  readonly startTime: string
  /** Who forked it, dead or alive. */
  readonly bornOf: FakeProcess | undefined
  ppid: number
  pgrp: number
  session: number
  readonly threads: FakeThread[]
  awaitsExec: boolean
  /** Signals to it are refused. */
  isForeign: boolean
  isZombie: boolean
  /** What was sent, oldest first. */
  readonly signals: FreezeSignal[]
}

export interface ForkOptions {
  /** Starts a session of its own. */
  readonly setsid?: boolean
  readonly vfork?: boolean
}

const systemError = (code: string) => Object.assign(new Error(`kill ${code}`), { code })

/**
 * A process table that a test owns: 1 is `init`, 50 a shell, 100 the process that freezes.
 *
 * A stop takes effect only when `settle` says so; SIGCONT takes effect at once, and voids stops that did not. The
 * lowest free number is used first, so a pid is soon used again; but a number that still names a group or a
 * session is not free.
 */
export class FakeTable implements SignalPort {
  readonly isSupported = true
  readonly self = 100
  readonly all = new Map<number, FakeProcess>()
  readonly host: FakeProcess
  /** What happens at each look that is not the last: by default the stops take effect. */
  pauses: () => Promise<void> = async () => this.settleAll()
  /** Hears of each signal that is let through, before it is sent. */
  onSignal: (target: FakeProcess, signal: FreezeSignal) => void = () => undefined
  /** Hears when a thread leaves `vfork`. */
  onWake: (thread: FakeThread) => void = () => undefined
  /** Thrown by every look at this pid. */
  readonly unreadable = new Map<number, Error>()
  #started = 0

  constructor() {
    const init = this.#add(1, undefined)
    const shell = this.#add(50, init)
    this.host = this.#add(100, shell)
  }

  fork(parent: FakeProcess, options: ForkOptions = {}): FakeProcess {
    const child = this.#add(this.#freePid(), parent)
    if (options.setsid) child.pgrp = child.session = child.pid
    child.awaitsExec = true
    const thread = parent.threads[0]
    if (options.vfork && thread !== undefined)
      Object.assign(thread, { state: 'D', waitsFor: child })
    return child
  }

  /** A child of the host that leads its own session, as `spawn` with `detached` makes it. */
  spawn(options: ForkOptions = { setsid: true }): FakeProcess {
    const child = this.fork(this.host, options)
    this.exec(child)
    return child
  }

  exec(child: FakeProcess): void {
    child.awaitsExec = false
    this.#wakeFromVfork(child)
  }

  addThread(target: FakeProcess): FakeThread {
    const isStopPending = target.threads.some((thread) => thread.isStopPending)
    const added: FakeThread = { tid: this.#freePid(), state: 'S', isStopPending }
    target.threads.push(added)
    return added
  }

  /** It ends; a parent that does not look leaves it a zombie. Its children go to `init`. */
  exit(target: FakeProcess, options: { readonly zombie?: boolean } = {}): void {
    const children = [...this.all.values()].filter(({ ppid }) => ppid === target.pid)
    for (const child of children) {
      child.ppid = 1
      // Who changes the parent comes last in the new one's list.
      this.all.delete(child.pid)
      if (!child.isZombie) this.all.set(child.pid, child)
    }
    this.#wakeFromVfork(target)
    target.isZombie = true
    target.threads.length = 1
    if (!options.zombie || target.ppid === 1) this.reap(target)
  }

  reap(zombie: FakeProcess): void {
    if (this.has(zombie)) this.all.delete(zombie.pid)
  }

  /** Whether this very process is still in the table. */
  has(target: FakeProcess): boolean {
    return this.all.get(target.pid) === target
  }

  /** A stop takes effect in one thread, unless it waits inside `vfork`. */
  settle(thread: FakeThread): void {
    if (!thread.isStopPending || thread.state === 'D') return
    thread.isStopPending = false
    thread.state = 'T'
  }

  settleAll(): void {
    for (const { threads } of this.all.values()) threads.forEach((thread) => this.settle(thread))
  }

  read(pid: number): ProcessEntry | undefined {
    const failure = this.unreadable.get(pid)
    if (failure !== undefined) throw failure
    const found = this.all.get(pid)
    if (found === undefined) return undefined
    const { startTime, ppid, pgrp, session, awaitsExec, threads, isZombie } = found
    const state = isZombie ? 'Z' : (threads[0]?.state ?? 'X')
    const threadCount = threads.length
    return { pid, state, startTime, ppid, pgrp, session, awaitsExec, threadCount }
  }

  threads(pid: number): readonly ThreadState[] {
    const found = this.all.get(pid)
    if (found?.isZombie) return [{ tid: pid, state: 'Z' }]
    return (found?.threads ?? []).map(({ tid, state }) => ({ tid, state }))
  }

  children(pid: number): readonly number[] {
    return [...this.all.values()].filter(({ ppid }) => ppid === pid).map((child) => child.pid)
  }

  send(pid: number, signal: FreezeSignal): void {
    const target = this.all.get(pid)
    if (target === undefined) throw systemError('ESRCH')
    if (target.isForeign) throw systemError('EPERM')
    this.onSignal(target, signal)
    target.signals.push(signal)
    for (const thread of target.threads) {
      thread.isStopPending = signal === 'SIGSTOP' && thread.state !== 'T'
      if (signal === 'SIGCONT' && thread.state === 'T') thread.state = 'S'
    }
  }

  pause(): Promise<void> {
    return this.pauses()
  }

  #add(pid: number, parent: FakeProcess | undefined): FakeProcess {
    this.#started += 1
    const { pgrp, session } = parent === undefined ? { pgrp: pid, session: pid } : parent
    const added: FakeProcess = {
      pid,
      startTime: String(this.#started),
      bornOf: parent,
      ppid: parent?.pid ?? 0,
      pgrp,
      session,
      awaitsExec: false,
      isForeign: false,
      isZombie: false,
      signals: [],
      threads: [{ tid: pid, state: 'S', isStopPending: false }],
    }
    this.all.set(pid, added)
    return added
  }

  #freePid(): number {
    const used = new Set(
      [...this.all.values()].flatMap(({ pid, pgrp, session, threads }) =>
        [pid, pgrp, session].concat(threads.map(({ tid }) => tid)),
      ),
    )
    let pid = 200
    while (used.has(pid)) pid += 1
    return pid
  }

  #wakeFromVfork(child: FakeProcess): void {
    for (const { threads } of this.all.values()) {
      for (const thread of threads) {
        if (thread.waitsFor !== child) continue
        Object.assign(thread, { state: 'S', waitsFor: undefined })
        this.onWake(thread)
      }
    }
  }
}

export const isAlive = (table: FakeTable, target: FakeProcess): boolean =>
  table.has(target) && !target.isZombie

/** No thread of it is stopped, or about to be. */
export const runs = ({ threads }: FakeProcess): boolean =>
  threads.every(({ state, isStopPending }) => state !== 'T' && !isStopPending)

/** Every thread of it is stopped. */
export const isStopped = ({ threads }: FakeProcess): boolean =>
  threads.every(({ state }) => state === 'T')

import type { MonitorRef, Tag } from './envelope.ts'
import type { ExitReason } from './exit-reason.ts'
import type { Process } from './process.ts'

type Watcher = (reason: ExitReason) => void

/** Who watches a process, and whom it watches itself. Every monitor is told exactly once, or was taken back. */
export class Monitors {
  readonly #owner: Process
  /** Those who watch the owner. */
  readonly #watchers = new Map<object, Watcher>()
  /** Whom the owner watches. */
  readonly #watched = new Map<MonitorRef, Process>()

  constructor(owner: Process) {
    this.#owner = owner
  }

  /** The owner watches another process. */
  watch(other: Process, tag: Tag | undefined): MonitorRef {
    const ref: MonitorRef = Object.freeze({ pid: other.pid, tag })
    this.#watched.set(ref, other)
    this.#owner.meters.changed('sim.process.monitors.alive', 1)
    other.monitors.tell(ref, (reason) => {
      if (this.#end(ref)) deliverDeath(this.#owner, ref, reason)
    })
    return ref
  }

  /** The owner watches no more. False: it did not. */
  unwatch(ref: MonitorRef): boolean {
    const watched = this.#watched.get(ref)?.monitors
    if (watched !== undefined) watched.#watchers.delete(ref)
    return this.#end(ref)
  }

  /** Whom the owner watches is said to be dead. False: it does not watch it. */
  expire(ref: MonitorRef, reason: ExitReason): boolean {
    if (!this.unwatch(ref)) return false
    deliverDeath(this.#owner, ref, reason)
    return true
  }

  /** Calls back when the owner is dead, until disposed of. */
  tell(key: object, watcher: Watcher): Disposable {
    this.#watchers.set(key, watcher)
    return { [Symbol.dispose]: () => this.#watchers.delete(key) }
  }

  /** The owner is dead: whom it watched tells it nothing, and who watches it is told. */
  announce(reason: ExitReason): void {
    for (const ref of [...this.#watched.keys()]) this.unwatch(ref)
    const { notices } = this.#owner.table.kernel
    for (const key of this.#watchers.keys()) notices.add(() => this.#announceTo(key, reason))
  }

  /** Nobody is told of anything. */
  clear(): void {
    this.#watchers.clear()
  }

  #announceTo(key: object, reason: ExitReason): void {
    const watcher = this.#watchers.get(key)
    this.#watchers.delete(key)
    watcher?.(reason)
  }

  #end(ref: MonitorRef): boolean {
    const was = this.#watched.delete(ref)
    if (was) this.#owner.meters.changed('sim.process.monitors.alive', -1)
    return was
  }
}

/** Puts news of a death into a mailbox. */
export function deliverDeath(to: Process, ref: MonitorRef, reason: ExitReason): void {
  const { meters } = to
  meters.signalReceived('ProcessDied')
  const { pid: from, tag } = ref
  if (to.deliver({ type: 'process-died', from, ref, tag, reason })) meters.delivered('ProcessDied')
}

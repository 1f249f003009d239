import type { MonitorRef, Tag } from './envelope.ts'
import type { ExitReason } from './exit-reason.ts'
import type { Pid } from './pid.ts'
import type { WorkQueue } from './work-queue.ts'

type Watcher = (reason: ExitReason) => void

/** Who can be watched. */
interface Watchee {
  readonly pid: Pid
  readonly monitors: Monitors
}

/** How its owner takes part in it. */
interface MonitorOwner {
  /** Deaths that are still to be told. */
  readonly notices: WorkQueue
  /** It watches so many more, or fewer. */
  onChange(by: number): void
  /** Whom it watched is dead. */
  onDeath(ref: MonitorRef, reason: ExitReason): void
}

/** Who watches a process, and whom it watches itself. Every monitor is told exactly once, or was taken back. */
export class Monitors {
  readonly #owner: MonitorOwner
  /** Those who watch the owner. */
  readonly #watchers = new Map<object, Watcher>()
  /** Whom the owner watches. */
  readonly #watched = new Map<MonitorRef, Monitors>()

  constructor(owner: MonitorOwner) {
    this.#owner = owner
  }

  /** The owner watches another process. */
  watch({ pid, monitors }: Watchee, tag: Tag | undefined): MonitorRef {
    const ref: MonitorRef = Object.freeze({ pid, tag })
    this.#watched.set(ref, monitors)
    this.#owner.onChange(1)
    monitors.tell(ref, (reason) => {
      if (this.#end(ref)) this.#owner.onDeath(ref, reason)
    })
    return ref
  }

  /** The owner watches no more. False: it did not. */
  unwatch(ref: MonitorRef): boolean {
    const monitors = this.#watched.get(ref)
    if (monitors !== undefined) monitors.#watchers.delete(ref)
    return this.#end(ref)
  }

  /** Whom the owner watches is said to be dead. False: it does not watch it. */
  expire(ref: MonitorRef, reason: ExitReason): boolean {
    if (!this.unwatch(ref)) return false
    this.#owner.onDeath(ref, reason)
    return true
  }

  /** Calls back when the owner is dead, until disposed of. */
  tell(key: object, watcher: Watcher): Disposable {
    this.#watchers.set(key, watcher)
    return { [Symbol.dispose]: () => this.#watchers.delete(key) }
  }

  /** The owner is dead: whom it watched tells it nothing, and who watches it is told. */
  announce(reason: ExitReason): void {
    for (const ref of this.#watched.keys()) this.unwatch(ref)
    for (const key of this.#watchers.keys()) {
      this.#owner.notices.add(() => this.#announceTo(key, reason))
    }
  }

  /** Takes a monitor back that watches the owner, as if it had never been. */
  dismiss(watcher: Monitors): void {
    for (const [ref, monitors] of watcher.#watched) if (monitors === this) watcher.unwatch(ref)
  }

  #announceTo(key: object, reason: ExitReason): void {
    const watcher = this.#watchers.get(key)
    this.#watchers.delete(key)
    watcher?.(reason)
  }

  #end(ref: MonitorRef): boolean {
    const was = this.#watched.delete(ref)
    if (was) this.#owner.onChange(-1)
    return was
  }
}

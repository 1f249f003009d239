import type { ProcessIdentity } from './process-identity.ts'

/** The registered processes, one for each pid. */
export class Members {
  readonly #byPid = new Map<number, ProcessIdentity>()

  get all(): readonly ProcessIdentity[] {
    return [...this.#byPid.values()]
  }

  get isEmpty(): boolean {
    return this.#byPid.size === 0
  }

  has({ pid, startTime }: ProcessIdentity): boolean {
    return this.#byPid.get(pid)?.startTime === startTime
  }

  /** Replaces who had the same pid before. */
  add(identity: ProcessIdentity): void {
    this.#byPid.set(identity.pid, identity)
  }

  /** Whom it removed, if anybody. */
  remove(pid: number): ProcessIdentity | undefined {
    const identity = this.#byPid.get(pid)
    this.#byPid.delete(pid)
    return identity
  }

  /** Removes those who ended, but nobody who has the pid of one now. */
  forget(gone: readonly ProcessIdentity[]): void {
    for (const identity of gone) {
      if (this.has(identity)) this.#byPid.delete(identity.pid)
    }
  }
}

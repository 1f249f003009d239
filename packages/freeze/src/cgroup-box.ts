import { cgroupFailure, dangerousMember, presentOnly } from './cgroup-failure.ts'
import type { CgroupPort } from './cgroup-port.ts'
import { codeOf, FreezeError } from './freeze-error.ts'
import { hostsOf } from './lineage.ts'
import { isSame, isThere, type ProcessIdentity } from './process-identity.ts'
import { distinct, type Resumption } from './resume.ts'
import { isGone, type SignalPort } from './signal-port.ts'
import { treeMembers } from './tree-members.ts'

/** A control group, and the process trees that are moved in and out. What is thrown is a `FreezeError`. */
export class CgroupBox {
  readonly #group: CgroupPort
  readonly #port: SignalPort
  /** Where the roots that were moved in came from. */
  readonly #origins = new Map<number, string>()

  constructor(group: CgroupPort, port: SignalPort) {
    this.#group = group
    this.#port = port
  }

  get path(): string {
    return this.#group.path
  }

  get isFrozen(): boolean {
    return this.#try(() => this.#group.isFrozen)
  }

  /** Everyone in it who lives, as the kernel has it now. */
  get members(): readonly ProcessIdentity[] {
    const pids = this.#try(() => this.#group.pids)
    return pids.flatMap((pid) => {
      const entry = this.#port.read(pid)
      return isGone(entry) ? [] : [{ pid, startTime: entry.startTime }]
    })
  }

  /** Stops everyone in it. Refuses when this process is in it, an ancestor of it, or somebody who cannot be seen. */
  stop(): void {
    const hosts = hostsOf(this.#port)
    const danger = this.#try(() => this.#group.pids).find((pid) => pid <= 1 || hosts.has(pid))
    if (danger !== undefined) throw dangerousMember(danger, this.path)
    this.#try(() => this.#group.freeze(true))
  }

  /** Resumes everyone in it. A group that was removed has nobody in it. */
  resume(): void {
    this.#try(() => presentOnly(() => this.#group.freeze(false)))
  }

  /** Moves a process in, with its descendants, until nobody of them is outside. Who is gone is no failure. */
  admit(root: ProcessIdentity): void {
    this.#origins.delete(root.pid)
    const next = () => {
      const inside = new Set(this.#group.pids)
      return this.#treesOf([root]).filter(({ pid }) => !inside.has(pid))
    }
    const { failures } = this.#moveEach(next, (process) => {
      if (isSame(process, root)) this.#origins.set(root.pid, this.#group.groupOf(root.pid))
      this.#group.enter(process.pid)
    })
    if (failures.length > 0) throw FreezeError.combine(failures)
  }

  /**
   * Moves a process out, with those of its descendants that do not descend from the `rest`: to where it came
   * from, else to the group around this one. Never throws.
   */
  expel(root: ProcessIdentity, rest: readonly ProcessIdentity[]): Resumption {
    const next = () => {
      const inside = new Set(presentOnly(() => this.#group.pids))
      const kept = new Set(this.#treesOf(rest).map(({ pid }) => pid))
      return this.#treesOf([root]).filter(({ pid }) => inside.has(pid) && !kept.has(pid))
    }
    const origin = this.#origins.get(root.pid)
    return this.#moveEach(next, ({ pid }) =>
      this.#group.leave(pid, origin ?? this.#group.groupOf(pid)),
    )
  }

  #treesOf(roots: readonly ProcessIdentity[]): readonly ProcessIdentity[] {
    const { processes, failures } = treeMembers(this.#port, roots)
    if (failures.length > 0) throw FreezeError.combine(failures)
    return distinct(processes).filter((process) => isThere(this.#port, process))
  }

  /** Whoever is forked meanwhile is found by the next look. Nobody is moved twice. */
  #moveEach(
    next: () => readonly ProcessIdentity[],
    move: (process: ProcessIdentity) => void,
  ): Resumption {
    const hosts = hostsOf(this.#port)
    const seen = new Set<number>()
    const [resumed, gone, left]: [ProcessIdentity[], ProcessIdentity[], ProcessIdentity[]] = [
      [],
      [],
      [],
    ]
    const failures: FreezeError[] = []
    const take = (process: ProcessIdentity) => {
      seen.add(process.pid)
      try {
        if (hosts.has(process.pid)) throw dangerousMember(process.pid, this.path)
        move(process)
        resumed.push(process)
      } catch (error) {
        const isGoneNow = codeOf(error) === 'ESRCH'
        ;(isGoneNow ? gone : left).push(process)
        if (!isGoneNow) failures.push(cgroupFailure(error, this.path, process.pid))
      }
    }
    const rest = () => next().filter(({ pid }) => !seen.has(pid))
    try {
      for (let found = rest(); found.length > 0; found = rest()) found.forEach(take)
    } catch (error) {
      failures.push(cgroupFailure(error, this.path))
    }
    return { resumed, gone, left, failures }
  }

  #try<T>(step: () => T): T {
    try {
      return step()
    } catch (error) {
      throw cgroupFailure(error, this.path)
    }
  }
}

import { CgroupBox } from './cgroup-box.ts'
import type { CgroupPort } from './cgroup-port.ts'
import type { FreezeError } from './freeze-error.ts'
import type { Freezer, Stopping } from './freezer.ts'
import { identify, isThere, type ProcessIdentity } from './process-identity.ts'
import { distinct, nothing, resume, type Resumption } from './resume.ts'
import type { SignalPort } from './signal-port.ts'
import { StoppedCgroup } from './stopped-cgroup.ts'
import { treeMembers, type TreeMembers } from './tree-members.ts'

/**
 * Stops and resumes whoever is in a control group, in one step of the kernel's.
 *
 * Who is registered is moved in with its descendants, who is unregistered is moved out. What descends from those
 * inside is inside, whatever parents, groups and sessions it lost.
 */
export class CgroupFreezer implements Freezer {
  readonly #box: CgroupBox
  readonly #port: SignalPort
  /** Somebody may have been stopped since everyone was last resumed. */
  #mayBeStopped = false

  constructor(group: CgroupPort, port: SignalPort) {
    this.#box = new CgroupBox(group, port)
    this.#port = port
  }

  identify(pid: number): ProcessIdentity {
    return identify(pid, this.#port)
  }

  admit(process: ProcessIdentity): void {
    this.#box.admit(process)
  }

  begin(): Stopping {
    this.#mayBeStopped = true
    return new StoppedCgroup(this.#box, this.#port)
  }

  everyoneOf(roots: readonly ProcessIdentity[]): TreeMembers {
    const { processes, failures } = treeMembers(this.#port, roots)
    try {
      return { processes: [...processes, ...this.#box.members], failures }
    } catch (error) {
      return { processes, failures: [...failures, error as FreezeError] }
    }
  }

  resume(processes: readonly ProcessIdentity[], isForced = false): Resumption {
    if (!isForced && !this.#mayBeStopped && processes.length === 0) return nothing
    const all = distinct(processes)
    const there = all.filter((process) => isThere(this.#port, process))
    const gone = all.filter((process) => !there.includes(process))
    try {
      this.#box.resume()
    } catch (error) {
      return { resumed: [], gone, left: there, failures: [error as FreezeError] }
    }
    this.#mayBeStopped = false
    return isForced ? resume(this.#port, processes) : { ...nothing, resumed: there, gone }
  }

  release(
    root: ProcessIdentity,
    rest: readonly ProcessIdentity[],
    stopping: Stopping | undefined,
  ): Resumption {
    stopping?.release(root)
    return this.#box.expel(root, rest)
  }
}

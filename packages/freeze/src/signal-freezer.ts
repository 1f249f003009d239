import type { Freezer, Stopping } from './freezer.ts'
import { OrphanFinder } from './orphan-finder.ts'
import { identify, type ProcessIdentity } from './process-identity.ts'
import { resume, type Resumption } from './resume.ts'
import type { SignalPort } from './signal-port.ts'
import { StoppedTrees } from './stopped-trees.ts'
import { treeMembers, type TreeMembers } from './tree-members.ts'

/** Stops process trees by SIGSTOP and resumes them by SIGCONT. */
export class SignalFreezer implements Freezer {
  readonly #port: SignalPort
  readonly #orphans: OrphanFinder

  constructor(port: SignalPort) {
    this.#port = port
    this.#orphans = new OrphanFinder(port)
  }

  identify(pid: number): ProcessIdentity {
    return identify(pid, this.#port)
  }

  admit(): void {
    // Whoever has a pid can be sent a signal; whether it is let through shows then.
  }

  begin(): Stopping {
    return new StoppedTrees(this.#port, this.#orphans)
  }

  everyoneOf(roots: readonly ProcessIdentity[]): TreeMembers {
    return treeMembers(this.#port, roots)
  }

  resume(processes: readonly ProcessIdentity[]): Resumption {
    return resume(this.#port, processes)
  }

  release(
    root: ProcessIdentity,
    _rest: readonly ProcessIdentity[],
    stopping: Stopping | undefined,
  ): Resumption {
    return this.resume(stopping?.release(root) ?? [])
  }
}

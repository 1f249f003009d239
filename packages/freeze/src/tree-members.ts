import { FreezeError } from './freeze-error.ts'
import type { ProcessIdentity } from './process-identity.ts'
import { OrphanFinder } from './orphan-finder.ts'
import { isGone, type ProcessEntry, type SignalPort } from './signal-port.ts'

/** Everyone of some process trees. */
export interface TreeMembers {
  readonly processes: readonly ProcessIdentity[]
  /** Why the table could not be read to the end. The roots are among the processes even then. */
  readonly failures: readonly FreezeError[]
}

/** Every process of these trees, parents before their children, as the table shows them now. Never throws. */
export function treeMembers(port: SignalPort, roots: readonly ProcessIdentity[]): TreeMembers {
  if (roots.length === 0) return nobody
  const members = new Map<number, ProcessEntry>()
  const add = (pid: number, isMeant: (entry: ProcessEntry) => boolean) => {
    const entry = port.read(pid)
    if (isGone(entry) || !isMeant(entry) || members.has(pid)) return
    members.set(pid, entry)
    for (const child of port.children(pid)) add(child, ({ ppid }) => ppid === pid)
  }
  const failures: FreezeError[] = []
  try {
    for (const { pid, startTime } of roots) add(pid, (entry) => entry.startTime === startTime)
    for (const { entry } of new OrphanFinder(port).find(members)) {
      add(entry.pid, ({ startTime }) => startTime === entry.startTime)
    }
  } catch (error) {
    failures.push(FreezeError.from(error))
  }
  const found = [...members.values()].map(({ pid, startTime }) => ({ pid, startTime }))
  return { processes: [...roots, ...found], failures }
}

export const nobody: TreeMembers = { processes: [], failures: [] }

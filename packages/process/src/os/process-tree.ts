import { readdirSync, readFileSync } from 'node:fs'

/** A process that cannot be taken for a later one with the same number. */
export interface ProcessIdentity {
  readonly pid: number
  /** Clock ticks since boot: field 22 of `/proc/PID/stat`. */
  readonly startTime: string
}

/** When a process was started, or `undefined` if it is gone or the platform has no `/proc`. */
export function startTimeOf(pid: number): string | undefined {
  const stat = read(`/proc/${pid}/stat`)
  // The command's name stands in parentheses and may itself contain spaces and parentheses.
  return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19]
}

/**
 * Every living descendant, also those that left the group of their ancestor. Nearest first.
 *
 * A descendant whose parent is gone belongs to init and is not found. Linux only; elsewhere empty.
 */
export function descendantsOf(pid: number): ProcessIdentity[] {
  const found: ProcessIdentity[] = []
  const queue = [pid]
  for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
    for (const child of childrenOf(next)) {
      const startTime = startTimeOf(child)
      if (startTime === undefined) continue
      found.push({ pid: child, startTime })
      queue.push(child)
    }
  }
  return found
}

// Each thread has a list of its own: what a worker thread forked is missing in the main thread's.
function childrenOf(pid: number): number[] {
  return threadsOf(pid).flatMap((thread) =>
    read(`/proc/${pid}/task/${thread}/children`).split(' ').filter(Boolean).map(Number),
  )
}

function threadsOf(pid: number): string[] {
  try {
    return readdirSync(`/proc/${pid}/task`)
  } catch {
    return []
  }
}

// Whatever cannot be read is gone, or was never there.
function read(path: string): string {
  try {
    return readFileSync(path, 'latin1')
  } catch {
    return ''
  }
}

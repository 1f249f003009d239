import { pollUntil, systemClock } from '@sim/core'
import { readFileSync } from 'node:fs'

/** The one-letter state that the kernel shows for a process: `T` is stopped, `Z` dead; none if it is gone. */
export function stateOf(pid: number): string | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1')
    return stat[stat.lastIndexOf(')') + 2]
  } catch {
    return undefined
  }
}

/** A zombie is dead: it only waits for its parent to look. */
export function isAlive(pid: number): boolean {
  const state = stateOf(pid)
  return state !== undefined && state !== 'Z' && state !== 'X'
}

/** Rejects if one of them is still alive after a second. */
export async function untilGone(pids: readonly number[]): Promise<void> {
  await pollUntil(
    () => pids.filter(isAlive),
    (alive) => alive.length === 0,
    { what: `the end of ${pids.join(', ')}`, timeoutMs: 1_000 },
  )
}

/** Resolves when the kernel shows a process as stopped. */
export async function untilStopped(pid: number): Promise<void> {
  await pollUntil(
    () => stateOf(pid),
    (state) => state === 'T',
    { what: `process ${pid} to be stopped` },
  )
}

/** A host that is busy: nothing else happens in this process until one is dead and so long has passed. */
export function blockUntilGone(pid: number, leastMs = 0): void {
  const start = systemClock.monotonic()
  for (let passedMs = 0; isAlive(pid) || passedMs < leastMs;) {
    passedMs = systemClock.monotonic() - start
    if (passedMs > 3_000) throw new Error(`process ${pid} is still alive after ${passedMs} ms`)
  }
}

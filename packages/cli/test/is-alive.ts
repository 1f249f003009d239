import { pollUntil } from '@sim/core'
import { readFileSync } from 'node:fs'

/** A zombie is dead: it only waits for its parent to look. */
function isAlive(pid: number): boolean {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1')
    return !'ZX'.includes(stat[stat.lastIndexOf(')') + 2] as string)
  } catch {
    return false
  }
}

/** Rejects if one of them is still alive after a while. */
export async function untilGone(pids: readonly number[]): Promise<void> {
  await pollUntil(
    () => pids.filter(isAlive),
    (alive) => alive.length === 0,
    { what: `the end of ${pids.join(', ')}` },
  )
}

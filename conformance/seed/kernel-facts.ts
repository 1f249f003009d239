import { pollUntil, type WaitLimits } from '@sim/core'
import { processState } from '@sim/freeze'

/** State letters of all threads of a process, each once: `T` is a process that stands still. */
export function threadStates(pid: number): string {
  const found = processState(pid)
  if (found === 'gone') return 'gone'
  return [...new Set(found.threads.map(({ state }) => state))].sort().join('')
}

/** Resolves when none of these processes stands still any more. */
export async function allRunning(pids: readonly number[], limits: WaitLimits = {}): Promise<void> {
  await pollUntil(
    () => pids.map(threadStates),
    (states) => states.every((letters) => !letters.includes('T')),
    { ...limits, what: 'every thread to go on' },
  )
}

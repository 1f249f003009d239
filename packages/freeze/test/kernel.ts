import { pollUntil } from '@sim/core'
import { readdirSync, readFileSync } from 'node:fs'

/** The state letters of all threads of a process, as the kernel shows them; empty when it is gone. */
export function threadStates(pid: number): string {
  try {
    const stats = readdirSync(`/proc/${pid}/task`).map((tid) =>
      readFileSync(`/proc/${pid}/task/${tid}/stat`, 'latin1'),
    )
    return stats.map((stat) => stat.charAt(stat.lastIndexOf(')') + 2)).join('')
  } catch {
    return ''
  }
}

/** Whether every thread of every one is stopped. */
export const areStopped = (...pids: number[]): boolean =>
  pids.every((pid) => /^T+$/.test(threadStates(pid)))

/** Whether every one exists and no thread of it is stopped. */
export const areRunning = (...pids: number[]): boolean =>
  pids.every((pid) => /^[^T]+$/.test(threadStates(pid)))

/** Resolves when the kernel shows a process in a state. */
export async function untilState(pid: number, state: string): Promise<void> {
  await pollUntil(
    () => threadStates(pid),
    (states) => states.includes(state),
    { what: `process ${pid} to be ${state}` },
  )
}

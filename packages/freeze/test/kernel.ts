import { pollUntil } from '@sim/core'
import { processState } from '@sim/freeze'
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

/** Resolves when a process and its ancestors have nothing to do with another one, nor with its groups. */
export async function untilOrphaned(pid: number, former: number): Promise<void> {
  const ancestry = (of: number): number[] => {
    const state = processState(of)
    return state === 'gone' || state.ppid === 0 ? [] : [state.ppid, ...ancestry(state.ppid)]
  }
  const what = `process ${pid} to be no descendant of ${former}`
  await pollUntil(
    () => ancestry(pid),
    (ancestors) => !ancestors.includes(former),
    { what },
  )
}

import { kernelPort } from '@sim/freeze'
import type { JournalEntry, Simulator } from '@sim/simulator'
import process from 'node:process'
import { note } from './process-notes.ts'

/** Notes every process that an environment starts, so that the end of the run can prove them gone. */
export function noteProcesses(simulator: Simulator, testPath: string): void {
  const { runtimeApi, journal } = simulator
  note({ kind: 'opened', runtimeApi, ticks: ticksSinceBoot(), testPath })
  const kernel = kernelPort()
  const write = (entry: JournalEntry | undefined): void => {
    if (entry?.type === 'process.spawned') {
      const startTime = kernel.read(entry.pid)?.startTime
      const what = entry.role === 'runtime' ? entry.role : `${entry.role} ${entry.name}`
      if (startTime !== undefined)
        note({ kind: 'process', pid: entry.pid, startTime, what, testPath })
    }
    if (entry?.type === 'phase' && entry.to === 'stopped') {
      note({ kind: 'closed', runtimeApi, ticks: ticksSinceBoot(), testPath })
    }
  }
  for (const entry of journal.entries()) write(entry)
  journal.subscribe(write)
}

/**
 * Now, as the kernel writes down when a process was started; 0 where it does not.
 *
 * Counted from this process's own start, because a container may show another uptime than the one it is
 * measured by. Linux counts a hundred to the second for programs, whatever it counts itself.
 */
export function ticksSinceBoot(): number {
  if (process.platform !== 'linux') return 0
  const started = Number(kernelPort().read(process.pid)?.startTime ?? 0)
  return Math.floor(started + process.uptime() * 100)
}

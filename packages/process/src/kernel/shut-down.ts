import { setImmediate } from 'node:timers'
import type { Pid } from './pid.ts'
import type { ProcessTable } from './process-table.ts'
import type { Process } from './process.ts'
import { stop } from './stop.ts'

/** How an environment is shut down. */
export interface ShutdownOptions {
  /** Milliseconds until whoever is left is killed. Default 5000. */
  readonly deadlineMs?: number | undefined
  /** Told in the reasons. Default `shutdown`. */
  readonly why?: string | undefined
  /** Ends the wait, with the signal's reason. Everyone is ended all the same. */
  readonly signal?: AbortSignal | undefined
}

/** How it went. Each process that lived is in one of the first four. */
export interface ShutdownReport {
  /** Ended as they were asked to. */
  readonly clean: readonly Pid[]
  /** Failed when they were asked to end. */
  readonly failed: readonly Pid[]
  /** Had to be killed. */
  readonly killed: readonly Pid[]
  /** Did not end: what is left of them is nobody's any more. */
  readonly unkillable: readonly Pid[]
  /** Dead, but their functions run on. */
  readonly runaway: readonly Pid[]
}

type Fate = 'clean' | 'failed' | 'killed' | 'unkillable'

/** Ends every process of an environment. */
export async function shutDown(
  table: ProcessTable,
  { deadlineMs = 5_000, why = 'shutdown' }: ShutdownOptions,
): Promise<ShutdownReport> {
  table.close()
  const everyone = new Set<Process>(table.processes)
  const late = Promise.withResolvers<void>()
  // No time at all needs no clock, which a test may have stopped.
  using _timer = deadlineMs > 0 ? table.kernel.clock.after(deadlineMs, late.resolve) : undefined
  if (deadlineMs <= 0) setImmediate(late.resolve)
  const asked = new Set<Process>()
  for (let next = newest(table, asked); next !== undefined; next = newest(table, asked)) {
    asked.add(next)
    await Promise.race([stop(next, why).catch(() => undefined), late.promise])
  }
  await Promise.all(table.processes.map(end))
  await table.runaways.judged()
  table.leave()
  const of = (fate: Fate): Pid[] =>
    [...everyone].filter((process) => fateOf(process) === fate).map(({ pid }) => pid)
  return {
    clean: of('clean'),
    failed: of('failed'),
    killed: of('killed'),
    unkillable: of('unkillable'),
    runaway: table.runaways.counted,
  }
}

/** Of those who were not asked yet: nobody's child before the others, the youngest first. */
function newest(table: ProcessTable, asked: ReadonlySet<Process>): Process | undefined {
  const left = table.processes.filter((process) => !asked.has(process))
  return (
    left.findLast(({ parent }) => parent === undefined || parent.exit !== undefined) ?? left.at(-1)
  )
}

/** The time is over. */
async function end(process: Process): Promise<void> {
  try {
    await process.kill({ kind: 'shutdown', forced: true })
    await process.exited
  } catch {
    // It stays in the table, and the report says so.
  }
}

function fateOf({ exit }: Process): Fate {
  if (exit === undefined) return 'unkillable'
  if (exit.kind === 'failure') return 'failed'
  const isForced = exit.kind === 'killed' || exit.kind === 'linked'
  return isForced || (exit.kind === 'shutdown' && exit.forced === true) ? 'killed' : 'clean'
}

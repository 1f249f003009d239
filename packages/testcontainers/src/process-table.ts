import type { ProcessEntry, ThreadState } from '@sim/freeze'

/** What a table says of one process. */
export interface ProcessRow {
  readonly entry: ProcessEntry
  /** The leading one first. */
  readonly threads: readonly ThreadState[]
  /** Its peak so far, in KiB; 0 where the kernel does not tell. */
  readonly peakMemoryKb: number
}

/** All processes of a sandbox at one moment, by number. */
export type ProcessTable = ReadonlyMap<number, ProcessRow>

/** `PF_FORKNOEXEC` of Linux's `sched.h`: forked, but no program executed yet. */
const forkedWithoutExec = 0x40

/** Reads what the control script answers to `t`. What is no line of a table is passed over. */
export function parseTable(lines: readonly string[]): Map<number, ProcessRow> {
  const rows = new Map<
    number,
    { entry: ProcessEntry; threads: ThreadState[]; peakMemoryKb: number }
  >()
  for (const line of lines) {
    const space = line.indexOf(' ')
    if (line.startsWith('m ')) {
      const [pid, kilobytes] = line
        .slice(space + 1)
        .split(' ')
        .map(Number)
      const row = rows.get(pid as number)
      if (row !== undefined) row.peakMemoryKb = kilobytes as number
      continue
    }
    const pid = Number(line.slice(0, space))
    const stat = parseStat(line.slice(space + 1))
    if (stat === undefined) continue
    const { tid, ...entry } = stat
    const known = rows.get(pid)
    if (known !== undefined) known.threads.push({ tid, state: entry.state })
    else rows.set(pid, newRow({ pid, ...entry }))
  }
  return rows
}

/** Whether a process is in a table and lives. */
export function isIn(table: ProcessTable, pid: number, startTime: string): boolean {
  const entry = table.get(pid)?.entry
  if (entry?.startTime !== startTime) return false
  // A leading thread may end before the others do; then the process lives on behind a zombie.
  return entry.state !== 'Z' || entry.threadCount > 1
}

/** Its children, theirs, and so on. */
export function descendantsOf(table: ProcessTable, pid: number): readonly ProcessRow[] {
  const children = [...table.values()].filter(({ entry }) => entry.ppid === pid)
  return children.flatMap((child) => [child, ...descendantsOf(table, child.entry.pid)])
}

/** A row of a process of which only its leading thread is known. */
export function newRow(entry: ProcessEntry) {
  return { entry, threads: [{ tid: entry.pid, state: entry.state }], peakMemoryKb: 0 }
}

/**
 * One line of `proc_pid_stat(5)`, of a thread.
 *
 * The command's name stands in parentheses and may contain some: what follows the last one is safe.
 */
export function parseStat(stat: string): (Omit<ProcessEntry, 'pid'> & { tid: number }) | undefined {
  const tid = Number.parseInt(stat, 10)
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ', 20)
  const [state, ppid, pgrp, session, , , flags] = fields
  const startTime = fields[19]
  if (state === undefined || startTime === undefined || Number.isNaN(tid)) return undefined
  return {
    tid,
    state,
    ppid: parentInside(tid, Number(ppid)),
    pgrp: Number(pgrp),
    session: Number(session),
    startTime,
    threadCount: Number(fields[17]),
    awaitsExec: (Number(flags) & forkedWithoutExec) !== 0,
  }
}

/**
 * Who entered a container from outside has no parent inside. It counts as a child of the first process, which is
 * also who gets its children when it ends: so they are found there.
 */
function parentInside(tid: number, ppid: number): number {
  return ppid === 0 && tid !== 1 ? 1 : ppid
}

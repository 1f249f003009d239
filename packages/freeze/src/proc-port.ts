import { existsSync, readdirSync, readFileSync } from 'node:fs'
import process from 'node:process'
import { pauseBetweenLooks } from './pause-between-looks.ts'
import type { ProcessEntry, SignalPort } from './signal-port.ts'
import { codeOf } from './freeze-error.ts'

/** `PF_FORKNOEXEC` of Linux's `sched.h`: forked, but no program executed yet. */
const forkedWithoutExec = 0x40

/** Linux: signals by `kill(2)`, the process table from `/proc`, see `proc_pid_stat(5)`. */
export const procPort: SignalPort = {
  isSupported: true,
  self: process.pid,
  read: (pid) => parse(pid, read(`/proc/${pid}/stat`)),
  threads: (pid) =>
    tasks(pid).flatMap((tid) => {
      const entry = parse(tid, read(`/proc/${pid}/task/${tid}/stat`))
      return entry === undefined ? [] : [{ tid, state: entry.state }]
    }),
  children(pid, tids = tasks(pid)) {
    // Each thread has its own list of what it forked.
    const lists = tids.map((tid) => read(`/proc/${pid}/task/${tid}/children`))
    return lists.includes(undefined) && !hasChildrenFiles()
      ? childrenByScan(pid)
      : lists.flatMap((list) => numbers(list ?? ''))
  },
  send(pid, signal) {
    process.kill(pid, signal)
  },
  pause: pauseBetweenLooks,
}

/** The command's name stands in parentheses and may contain some: what follows the last one is safe. */
function parse(pid: number, stat: string | undefined): ProcessEntry | undefined {
  if (stat === undefined) return undefined
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ', 20)
  const [state, ppid, pgrp, session, , , flags] = fields
  const startTime = fields[19]
  if (state === undefined || startTime === undefined) return undefined
  return {
    pid,
    state,
    ppid: Number(ppid),
    pgrp: Number(pgrp),
    session: Number(session),
    startTime,
    threadCount: Number(fields[17]),
    awaitsExec: (Number(flags) & forkedWithoutExec) !== 0,
  }
}

/** Only "there is no such process" reads as gone. What else fails, such as too many open files, is thrown. */
function absentIfGone<T>(look: () => T): T | undefined {
  try {
    return look()
  } catch (error) {
    const code = codeOf(error)
    if (code === 'ENOENT' || code === 'ESRCH') return undefined
    throw error
  }
}

const read = (path: string): string | undefined => absentIfGone(() => readFileSync(path, 'utf8'))

const tasks = (pid: number): number[] =>
  (absentIfGone(() => readdirSync(`/proc/${pid}/task`)) ?? []).map(Number)

const numbers = (list: string): number[] => list.split(' ').filter(Boolean).map(Number)

/** A kernel without `CONFIG_PROC_CHILDREN` does not have these files. */
const hasChildrenFiles = (): boolean =>
  existsSync(`/proc/${process.pid}/task/${process.pid}/children`)

function childrenByScan(parent: number): number[] {
  return readdirSync('/proc')
    .map(Number)
    .filter((pid) => pid > 0 && procPort.read(pid)?.ppid === parent)
}

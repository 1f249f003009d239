import { existsSync, readdirSync } from 'node:fs'
import process from 'node:process'
import { KernelFiles, presentOnly } from './kernel-files.ts'
import { pauseBetweenLooks } from './pause-between-looks.ts'
import type { FreezeSignal, ProcessEntry, SignalPort, ThreadState } from './signal-port.ts'

/** `PF_FORKNOEXEC` of Linux's `sched.h`: forked, but no program executed yet. */
const forkedWithoutExec = 0x40

/** Linux: signals by `kill(2)`, the process table from `/proc`, as `proc_pid_stat(5)` describes it. */
export class ProcPort implements SignalPort {
  readonly isSupported = true
  readonly self = process.pid
  readonly #files = new KernelFiles()

  read(pid: number): ProcessEntry | undefined {
    // The leading thread's line says the same as that of its process, but does not sum up all threads.
    return parse(pid, this.#files.read(`/proc/${pid}/task/${pid}/stat`))
  }

  threads(pid: number): readonly ThreadState[] {
    return tasks(pid).flatMap((tid) => {
      const entry = parse(tid, this.#files.read(`/proc/${pid}/task/${tid}/stat`))
      return entry === undefined ? [] : [{ tid, state: entry.state }]
    })
  }

  children(pid: number, tids: readonly number[] = tasks(pid)): readonly number[] {
    // Each thread has a list of its own, of what it forked.
    const lists = tids.map((tid) => this.#files.read(`/proc/${pid}/task/${tid}/children`))
    return lists.includes(undefined) && !hasChildrenFiles()
      ? this.#childrenByScan(pid)
      : lists.flatMap((list) => numbers(list ?? ''))
  }

  send(pid: number, signal: FreezeSignal): void {
    process.kill(pid, signal)
  }

  pause(waitedMs: number): Promise<void> {
    return pauseBetweenLooks(waitedMs)
  }

  #childrenByScan(parent: number): number[] {
    return readdirSync('/proc')
      .map(Number)
      .filter((pid) => pid > 0 && this.read(pid)?.ppid === parent)
  }
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

const tasks = (pid: number): number[] =>
  (presentOnly(() => readdirSync(`/proc/${pid}/task`)) ?? []).map(Number)

const numbers = (list: string): number[] => list.split(' ').filter(Boolean).map(Number)

/** A kernel without `CONFIG_PROC_CHILDREN` does not have these files. */
const hasChildrenFiles = (): boolean =>
  existsSync(`/proc/${process.pid}/task/${process.pid}/children`)

import type { ProcessEntry, SignalPort } from '@sim/freeze'
import { execFileSync } from 'node:child_process'
import { setTimeout } from 'node:timers/promises'

/** The processes that a command reaches: `commandPort('docker', 'exec', id)`, `commandPort('ssh', host)`. */
export function commandPort(command: string, ...args: string[]): SignalPort {
  const run = (script: string) => {
    const all = [...args, 'sh', '-c', `${script} 2>/dev/null; true`]
    return execFileSync(command, all, { encoding: 'utf8' }).split('\n').filter(Boolean)
  }
  return {
    isSupported: true,
    self: 0, // who freezes is not among them
    read: (pid) => run(`cat /proc/${pid}/stat`).map(parse)[0],
    threads: (pid) => run(`cat /proc/${pid}/task/*/stat`).map(parse).map(asThread),
    children: (pid) =>
      run(`cat /proc/${pid}/task/*/children`).join(' ').split(' ').filter(Boolean).map(Number),
    send(pid, signal) {
      const [sent] = run(`kill -${signal.slice(3)} ${pid} && echo sent`)
      if (sent === undefined) throw Object.assign(new Error(`kill ${pid}`), { code: 'ESRCH' })
    },
    pause: () => setTimeout(20),
  }
}

const asThread = ({ pid, state }: ProcessEntry) => ({ tid: pid, state })

function parse(stat: string): ProcessEntry {
  const [state = 'X', ...rest] = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  const [ppid = 0, pgrp = 0, session = 0, , , flags = 0] = rest.map(Number)
  const ofAll = { pid: parseInt(stat), state, ppid, pgrp, session }
  const awaitsExec = (flags & 0x40) !== 0
  return { ...ofAll, startTime: rest[18] ?? '', threadCount: Number(rest[16]), awaitsExec }
}

import { execFileSync } from 'node:child_process'
import process from 'node:process'
import { setTimeout } from 'node:timers/promises'
import type { ProcessEntry, SignalPort } from './signal-port.ts'

const columns = 'pid=,ppid=,pgid=,stat=,lstart='

/**
 * macOS and other systems with signals but without Linux's `/proc`: the table is what `ps` prints.
 *
 * It tells neither threads nor sessions, and start times only to the second. Each look runs `ps` once.
 */
export const psPort: SignalPort = {
  isSupported: true,
  self: process.pid,
  read: (pid) => list('-p', String(pid))[0],
  threads: (pid) => list('-p', String(pid)).map((entry) => ({ tid: pid, state: entry.state })),
  children: (parent) => list('-A').flatMap((entry) => (entry.ppid === parent ? [entry.pid] : [])),
  send(pid, signal) {
    process.kill(pid, signal)
  },
  pause: () => setTimeout(5),
}

function list(...which: string[]): ProcessEntry[] {
  return ps(which)
    .split('\n')
    .flatMap((line) => {
      const [pid, ppid, pgrp, stat, ...started] = line.trim().split(/\s+/)
      if (pid === undefined || stat === undefined) return []
      return [
        {
          pid: Number(pid),
          state: stat.slice(0, 1),
          ppid: Number(ppid),
          pgrp: Number(pgrp),
          session: 0,
          startTime: started.join(' '),
          threadCount: 1,
          awaitsExec: false,
        },
      ]
    })
}

function ps(which: readonly string[]): string {
  try {
    return execFileSync('ps', ['-o', columns, ...which], {
      encoding: 'utf8',
      // A start time must read the same at every look.
      env: { ...process.env, LC_ALL: 'C', TZ: 'UTC' },
      stdio: ['ignore', 'pipe', 'ignore'],
    })
  } catch (error) {
    // It exits with 1 when it found none.
    if ((error as { status?: unknown }).status === 1) return ''
    throw error
  }
}

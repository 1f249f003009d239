import { spawnSync } from 'node:child_process'
import { existsSync, readdirSync, readFileSync } from 'node:fs'

/**
 * Every process that lives, without zombies: `{ pid, ppid, startedAt, command, environment }`.
 *
 * `pid` and `startedAt` together are one process for ever. The environment is only known on Linux, and only
 * of one's own processes; elsewhere, and of others, it is empty.
 */
export function processTable() {
  return existsSync('/proc/self/stat') ? fromProc() : fromPs()
}

/** What tells one process from all others, also from a later one with its number. */
export const identity = ({ pid, startedAt }) => `${pid}@${startedAt}`

function fromProc() {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map((pid) => readEntry(Number(pid)))
    .filter((entry) => entry !== undefined && entry.state !== 'Z')
}

function readEntry(pid) {
  const stat = read(pid, 'stat')
  if (stat === '') return undefined
  // The name of a program may hold anything, also spaces and brackets.
  const [state, ppid, ...rest] = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  return {
    pid,
    state,
    ppid: Number(ppid),
    startedAt: rest[17],
    get command() {
      return read(pid, 'cmdline').replaceAll('\0', ' ').trim()
    },
    get environment() {
      return read(pid, 'environ').replaceAll('\0', '\n')
    },
  }
}

/** Processes end while they are looked at, and some belong to others: both have nothing to tell. */
function read(pid, file) {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'utf8')
  } catch {
    return ''
  }
}

function fromPs() {
  const { stdout } = spawnSync('ps', ['-axww', '-o', 'pid=,ppid=,state=,lstart=,command='], {
    encoding: 'utf8',
  })
  return Array.from(
    stdout.matchAll(/^ *(\d+) +(\d+) +(\S+) +(\w+ +\w+ +\d+ [\d:]+ \d+) +(.*)$/gm),
    ([, pid, ppid, state, startedAt, command]) => ({
      pid: Number(pid),
      ppid: Number(ppid),
      state,
      startedAt,
      command,
      environment: '',
    }),
  ).filter(({ state }) => !state.startsWith('Z'))
}

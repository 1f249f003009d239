import { SimulatorError } from '@sim/core'
import { readdirSync, readFileSync } from 'node:fs'
import process from 'node:process'
import { startTimeOf, type ProcessIdentity } from './process-tree.ts'
import { killOne } from './signal-group.ts'

/** A name, and a value of sixteen characters or more that the leash's shell takes as they are. */
const form = /^[A-Za-z_]\w*=[\w./@%+,$[\]-]{16,}$/

/**
 * Throws `ERR_MARK` for an entry that cannot be told from those of strangers: one that is short, or that the host
 * has in its own environment and so may share with its whole session.
 */
export function assertMark(mark: string): void {
  const [name = '', ...value] = mark.split('=')
  const isOwn = process.env[name] === value.join('=')
  if (form.test(mark) && !isOwn) return
  const found = isOwn ? 'an entry of the environment of this process' : JSON.stringify(mark)
  throw new SimulatorError(
    'ERR_MARK',
    `a mark that nobody else has was wanted, found ${found}: use NAME=value with 16 or more random letters and digits`,
  )
}

/**
 * Ends everyone who was started with this entry in the environment, until nobody new is found; never the host.
 *
 * An environment is inherited, so whoever has an entry that was made up at random descends from the one that was
 * given it, however many parents, groups and sessions it lost. Who dropped its environment is not found.
 */
export function killMarked(mark: string): void {
  const killed = new Set<string>()
  const isNew = ({ pid, startTime }: ProcessIdentity) => !killed.has(`${pid} ${startTime}`)
  // Whoever was sent SIGKILL forks no more.
  for (let found = marked(mark); found.length > 0; found = marked(mark).filter(isNew)) {
    for (const { pid, startTime } of found) {
      killed.add(`${pid} ${startTime}`)
      killOne({ pid, startTime })
    }
  }
}

/** Everyone whose environment has this entry. Linux only; elsewhere nobody. */
export function marked(mark: string): readonly ProcessIdentity[] {
  return pids().flatMap((pid) => {
    if (pid === process.pid || !environmentOf(pid).includes(mark)) return []
    const startTime = startTimeOf(pid)
    return startTime === undefined ? [] : [{ pid, startTime }]
  })
}

function pids(): readonly number[] {
  try {
    return readdirSync('/proc').map(Number).filter(Number.isInteger)
  } catch {
    return []
  }
}

// Of a process that is gone, or another user's, nothing can be read; of a zombie it is empty.
function environmentOf(pid: number): readonly string[] {
  try {
    return readFileSync(`/proc/${pid}/environ`, 'utf8').split('\0')
  } catch {
    return []
  }
}

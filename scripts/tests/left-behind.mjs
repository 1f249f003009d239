import { spawnSync } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { identity, processTable } from './process-table.mjs'

const lookEveryMs = 100
const patienceMs = 5_000

/** Everything that inherits our environment has it, under this name. */
const runVariable = 'SIM_TEST_RUN'

/**
 * Watches for processes of ours that outlive the tests.
 *
 * Ours is whatever was once seen below this process. What loses its parent before it is seen is known by our
 * environment; or, where it was given one of its own, by its command line or environment showing one of `marks`.
 */
export function watchForLeftBehind(marks) {
  const run = `${runVariable}=${(process.env[runVariable] ??= randomUUID())}`
  const before = new Set(processTable().map(identity))
  const reaper = reaperOfOrphans()
  const ours = new Set()
  const look = () => markDescendants(processTable(), ours)
  const looking = setInterval(look, lookEveryMs)

  /** Those of our processes that still live, once they have had the time to end. */
  return async function leftBehind() {
    clearInterval(looking)
    const deadline = performance.now() + patienceMs
    for (;;) {
      const table = processTable()
      markDescendants(table, ours)
      const isOurs = (entry) => ours.has(identity(entry)) || isOrphanOfOurs(entry, table)
      const left = table.filter((entry) => !before.has(identity(entry)) && isOurs(entry))
      if (left.length === 0 || performance.now() > deadline) return left
      await sleep(lookEveryMs)
    }
  }

  /** It looks like ours, and so does whatever it stands under. */
  function isOrphanOfOurs(entry, table) {
    if (entry === undefined || entry.pid === 1 || entry.pid === reaper) return true
    const parent = table.find(({ pid }) => pid === entry.ppid)
    return entry.pid !== process.pid && looksLikeOurs(entry) && isOrphanOfOurs(parent, table)
  }

  function looksLikeOurs({ command, environment }) {
    if (environment.includes(run)) return true
    // Somebody else's shell and what it started: they work on the same repository.
    if (/^HOME=/m.test(environment)) return false
    return marks.some((mark) => `${command}\n${environment}`.includes(mark))
  }
}

/** Adds whatever lives below this process, or below one of ours, to ours. */
function markDescendants(table, ours) {
  const byPid = new Map(table.map((entry) => [entry.pid, entry]))
  const belongs = (entry) => {
    if (entry === undefined || entry.pid === process.pid) return false
    if (ours.has(identity(entry)) || entry.ppid === process.pid) return true
    return belongs(byPid.get(entry.ppid))
  }
  for (const entry of table) if (belongs(entry)) ours.add(identity(entry))
}

/** Who inherits processes that lost their parent: process 1, or a supervisor that volunteered. */
function reaperOfOrphans() {
  const script = '(sleep 1; :) >/dev/null 2>&1 & echo $!'
  const { stdout } = spawnSync('sh', ['-c', script], { encoding: 'utf8' })
  return processTable().find(({ pid }) => pid === Number(stdout))?.ppid ?? 1
}

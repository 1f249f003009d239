import { pollUntil } from '@sim/core'
import { kernelPort } from '@sim/freeze'
import { readdirSync, readFileSync } from 'node:fs'
import process from 'node:process'
import { ticksSinceBoot } from './note-processes.ts'
import type { EnvironmentNote, Note, ProcessNote } from './process-notes.ts'

/** Noted processes that are still there, and those that carry the address of a noted environment. */
export function leftovers(notes: readonly Note[]): readonly ProcessNote[] {
  const noted = notes.filter((one) => one.kind === 'process').filter(isAlive)
  const known = new Set(noted.map(({ pid }) => pid))
  const strays = straysOf(environments(notes)).filter(({ pid }) => !known.has(pid))
  return [...noted, ...strays]
}

/** Ends them, frozen or not, and resolves when they are gone. Rejects with `ERR_WAIT_TIMEOUT`. */
export async function end(left: readonly ProcessNote[]): Promise<void> {
  for (const one of left) {
    for (const signal of ['SIGKILL', 'SIGCONT'] as const) {
      if (isAlive(one)) send(one.pid, signal)
    }
  }
  await pollUntil(
    () => left.filter(isAlive),
    (alive) => alive.length === 0,
    {
      what: 'what was left of the tests to end',
      describe: (alive) => alive.map(({ pid }) => pid).join(', '),
    },
  )
}

/** Whether this very process still runs: its number alone may be a stranger's by now. */
function isAlive({ pid, startTime }: ProcessNote): boolean {
  const entry = kernelPort().read(pid)
  return entry?.startTime === startTime && !['Z', 'X', 'x'].includes(entry.state)
}

function send(pid: number, signal: NodeJS.Signals): void {
  if (!Number.isInteger(pid) || pid <= 1 || pid === process.pid) return
  try {
    process.kill(pid, signal)
  } catch {
    // Gone, or not ours to end: the wait for their end tells.
  }
}

/** How far our count may be behind the kernel's: the time that a host takes to start. */
const slackTicks = 100

interface Lifetime {
  readonly runtimeApi: string
  readonly from: number
  readonly to: number
  readonly testPath: string
}

function environments(notes: readonly Note[]): readonly Lifetime[] {
  const all = notes.filter((one): one is EnvironmentNote => one.kind !== 'process')
  return all
    .filter(({ kind }) => kind === 'opened')
    .map(({ runtimeApi, ticks, testPath }) => {
      const isEnd = (one: EnvironmentNote) =>
        one.kind === 'closed' && one.runtimeApi === runtimeApi && one.ticks >= ticks
      return { runtimeApi, testPath, from: ticks, to: all.find(isEnd)?.ticks ?? ticksSinceBoot() }
    })
}

/**
 * Daemons: they left their group and lost their parent, so that nobody has them on a list, but they have
 * inherited the address of their Runtime API. Who was started while that environment was open is its own.
 */
function straysOf(lifetimes: readonly Lifetime[]): readonly ProcessNote[] {
  if (process.platform !== 'linux' || lifetimes.length === 0) return []
  const kernel = kernelPort()
  return processIds().flatMap((pid) => {
    const address = addressOf(pid)
    const entry = address === undefined ? undefined : kernel.read(pid)
    const startedAt = Number(entry?.startTime)
    const owner = lifetimes.find(
      ({ runtimeApi, from, to }) =>
        runtimeApi === address && startedAt >= from && startedAt <= to + slackTicks,
    )
    if (owner === undefined || entry === undefined) return []
    const { testPath } = owner
    const stray = { kind: 'process', pid, startTime: entry.startTime, what: 'a daemon', testPath }
    return isAlive(stray as ProcessNote) ? [stray as ProcessNote] : []
  })
}

function processIds(): readonly number[] {
  return readdirSync('/proc').map(Number).filter(Number.isInteger)
}

// What cannot be read is gone, or another user's.
function addressOf(pid: number): string | undefined {
  try {
    const variables = readFileSync(`/proc/${pid}/environ`, 'utf8').split('\0')
    const name = 'AWS_LAMBDA_RUNTIME_API='
    return variables.find((variable) => variable.startsWith(name))?.slice(name.length)
  } catch {
    return undefined
  }
}

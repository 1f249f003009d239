import { kernelPort } from '@sim/freeze'
import { mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import process from 'node:process'
import { isMainThread } from 'node:worker_threads'

const variable = 'SIM_JEST_RUN_DIRECTORY'
const prefix = 'sim-jest-'

/**
 * Where the processes of one run of the tests leave what all of them must know: what was started, what was built.
 *
 * The global set-up makes it. Where that was replaced, it is one for each process that runs Jest.
 */
export function runDirectory(): string {
  const directory = process.env[variable] ?? join(tmpdir(), nameFor(mainProcess()))
  mkdirSync(directory, { recursive: true, mode: 0o700 })
  return directory
}

/** Makes one for a new run and tells it to the processes that are started from now on. */
export function makeRunDirectory(): string {
  removeAbandoned()
  const directory = mkdtempSync(join(tmpdir(), `${nameFor(process.pid)}-`))
  process.env[variable] = directory
  return directory
}

/** The run is over. */
export function removeRunDirectory(): void {
  rmSync(runDirectory(), { recursive: true, force: true })
  delete process.env[variable]
}

/** Jest's workers are children of the process that runs Jest, or threads of it. */
function mainProcess(): number {
  const isWorker = isMainThread && basename(process.argv[1] ?? '') === 'processChild.js'
  return isWorker ? process.ppid : process.pid
}

function nameFor(pid: number): string {
  const startTime = kernelPort().read(pid)?.startTime ?? '0'
  return `${prefix}${pid}-${startTime.replaceAll(/[^0-9A-Za-z]/g, '')}`
}

/** A run that was ended by a signal removed nothing. Its name says whose it was. */
function removeAbandoned(): void {
  for (const name of readdirSync(tmpdir())) {
    const pid = Number(name.startsWith(prefix) ? name.slice(prefix.length).split('-')[0] : NaN)
    if (Number.isInteger(pid) && !name.startsWith(nameFor(pid))) remove(join(tmpdir(), name))
  }
}

function remove(directory: string): void {
  try {
    rmSync(directory, { recursive: true, force: true })
  } catch {
    // Another user's: it is theirs to remove.
  }
}

import { pollUntil } from '@sim/core'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { spawn } from 'node:child_process'
import process from 'node:process'
import { createInterface } from 'node:readline'
import { FreezeController, kernelPort, type ProcessIdentity } from '@sim/freeze'
import { untilState } from './kernel.ts'
import { treeMembers } from '../src/tree-members.ts'

/** A real process that leads its own session, and all that it started. */
export interface Running extends AsyncDisposable {
  readonly pid: number
  /** The next line that it writes. */
  line(): Promise<string>
  /** The pids in the next line that it writes. */
  pids(): Promise<number[]>
}

const port = kernelPort()

/** Starts a program. Disposing of it ends it with its descendants, and those of whom it told by `pids()`. */
export async function run(command: string, args: string[]): Promise<Running> {
  const child = spawn(command, args, { detached: true, stdio: ['ignore', 'pipe', 'inherit'] })
  const exited = once(child, 'exit')
  await once(child, 'spawn')
  const pid = child.pid as number
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  const family = [identityOf(pid)]
  const line = async () => String((await lines.next()).value)
  return {
    pid,
    line,
    async pids() {
      const pids = (await line()).split(' ').map(Number)
      family.push(...pids.map(identityOf))
      return pids
    },
    async [Symbol.asyncDispose]() {
      treeMembers(port, family).processes.forEach(kill)
      await exited
    },
  }
}

/** Runs a process that sleeps. */
export const sleep = (): Promise<Running> => run('sleep', ['1000'])

/** Runs a shell script. */
export const sh = (script: string): Promise<Running> => run('sh', ['-c', script])

/** A process that ended, and whose parent never looks; disposing of it ends the parent. */
export async function runZombie(): Promise<AsyncDisposable & { pid: number; ppid: number }> {
  const parent = await sh('sleep 1000 & echo $!; exec sleep 1000')
  const [pid = 0] = await parent.pids()
  // The shell would still look.
  const program = () => readFileSync(`/proc/${parent.pid}/comm`, 'latin1').trim()
  await pollUntil(program, (name) => name === 'sleep', { what: 'the shell to become sleep' })
  process.kill(pid, 'SIGKILL')
  await untilState(pid, 'Z')
  return { pid, ppid: parent.pid, [Symbol.asyncDispose]: () => parent[Symbol.asyncDispose]() }
}

/** Runs a program of `fixtures/`, which may import `@sim/freeze`. */
export const fixture = (name: string, args: string[] = []): Promise<Running> => {
  const program = `${import.meta.dirname}/fixtures/${name}.mjs`
  return run(process.execPath, ['--conditions=@sim/source', program, ...args])
}

/** A controller of real processes, which on a busy machine may take long to stop. */
export function controllerOf(...pids: number[]): FreezeController {
  const controller = new FreezeController({ mode: 'process', stopTimeoutMs: 20_000 })
  for (const pid of pids) controller.register(pid)
  return controller
}

const identityOf = (pid: number): ProcessIdentity => ({
  pid,
  startTime: port.read(pid)?.startTime ?? '',
})

function kill({ pid, startTime }: ProcessIdentity): void {
  // Its number may have been used again.
  if (port.read(pid)?.startTime !== startTime) return
  try {
    process.kill(pid, 'SIGKILL')
  } catch (error) {
    // It ended, and was reaped, between the look and the signal.
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error
  }
}

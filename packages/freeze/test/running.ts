import { once } from 'node:events'
import { spawn, type ChildProcess } from 'node:child_process'
import process from 'node:process'
import { createInterface } from 'node:readline'
import { FreezeController, kernelPort } from '@sim/freeze'
import { treeMembers } from '../src/tree-members.ts'

/** A real process that leads its own session, and all that it started. */
export interface Running extends AsyncDisposable {
  readonly pid: number
  readonly child: ChildProcess
  /** The next line that it writes. */
  line(): Promise<string>
  /** The numbers in the next line that it writes. */
  pids(): Promise<number[]>
}

export interface RunOptions {
  readonly uid?: number
}

/** Starts a program. Disposing of it ends it with its group, its descendants, and whom it told by `pids()`. */
export async function run(
  command: string,
  args: string[],
  options: RunOptions = {},
): Promise<Running> {
  const stdio = ['ignore', 'pipe', 'inherit'] as const
  const child = spawn(command, args, { detached: true, stdio: [...stdio], ...options })
  await once(child, 'spawn')
  const pid = child.pid as number
  const exited = once(child, 'exit')
  const lines = createInterface({ input: child.stdout as NodeJS.ReadableStream })[
    Symbol.asyncIterator
  ]()
  const told: number[] = []
  const line = async () => String((await lines.next()).value)
  return {
    pid,
    child,
    line,
    async pids() {
      const pids = (await line()).split(' ').map(Number)
      told.push(...pids)
      return pids
    },
    async [Symbol.asyncDispose]() {
      const startTime = kernelPort().read(pid)?.startTime ?? ''
      const { processes } = treeMembers(kernelPort(), [{ pid, startTime }])
      const all = [...told, ...processes.map((member) => member.pid)]
      for (const each of new Set([-pid, ...all])) kill(each)
      await exited
    },
  }
}

/** Runs a process that sleeps. */
export const sleep = (): Promise<Running> => run('sleep', ['1000'])

/** Runs a shell script. */
export const sh = (script: string): Promise<Running> => run('sh', ['-c', script])

/** Runs a program of `fixtures/`, which may import `@sim/freeze`. */
export const fixture = (
  name: string,
  args: string[] = [],
  options?: RunOptions,
): Promise<Running> =>
  run(
    process.execPath,
    ['--conditions=@sim/source', `${import.meta.dirname}/fixtures/${name}.mjs`, ...args],
    options,
  )

/** A controller of real processes. */
export function controllerOf(...pids: number[]): FreezeController {
  const controller = new FreezeController({ mode: 'process' })
  for (const pid of pids) controller.register(pid)
  return controller
}

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL')
  } catch {
    // It has ended already.
  }
}

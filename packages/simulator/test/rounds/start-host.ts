import { spawn } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { mkdirSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { createInterface } from 'node:readline'

/** A host in a process of its own, started by bare Node: nothing but its own leash ends what it starts. */
export interface Host extends AsyncDisposable {
  readonly pid: number
  /** What everyone of its environment has among its variables. */
  readonly mark: string
  /** What it is about to do, until it is dead. */
  readonly stages: AsyncIterable<string>
  /** Its code, or the signal that ended it. */
  readonly exited: Promise<number | string>
  /** It waits for this while it is frozen. */
  goOn(): void
  /** False: it had ended. */
  kill(): boolean
}

const program = join(import.meta.dirname, 'fixtures', 'host.mjs')
const cache = join(tmpdir(), 'sim-rounds-compile-cache')

/** `isBusy`: its function has a thread that spins. */
export async function startHost(isBusy: boolean): Promise<Host> {
  const id = randomUUID()
  mkdirSync(cache, { recursive: true })
  const args = ['--conditions=@sim/source', program, id, isBusy ? '1' : '0']
  const child = spawn(process.execPath, args, {
    stdio: ['pipe', 'pipe', 'inherit'],
    env: { ...process.env, NODE_COMPILE_CACHE: cache },
  })
  const exited = once(child, 'exit').then(([code, signal]) => (signal ?? code) as number | string)
  // Whoever dies does not read any more.
  child.stdin.on('error', () => undefined)
  await once(child, 'spawn')
  return {
    pid: child.pid as number,
    mark: `SIM_ROUND=${id}`,
    stages: createInterface({ input: child.stdout }),
    exited,
    goOn: () => void child.stdin.write('go on\n'),
    kill: () => child.exitCode === null && child.kill('SIGKILL'),
    async [Symbol.asyncDispose]() {
      child.kill('SIGKILL')
      await exited
    },
  }
}

import { Cell, waitFor } from '@sim/core'
import { spawn, type ChildProcessByStdio } from 'node:child_process'
import { once } from 'node:events'
import type { Readable, Writable } from 'node:stream'

const bin = `${import.meta.dirname}/../src/bin.ts`

/** How the command is started. */
export interface CliOptions {
  /** What its standard input holds, or `{ open: true }` for one that does not end. Default: nothing. */
  readonly stdin?: string | { readonly open: true } | undefined
  readonly env?: Readonly<Record<string, string>> | undefined
  readonly cwd?: string | undefined
  /** Flags of node. */
  readonly node?: readonly string[] | undefined
}

/** What a command left when it was over. */
export interface Finished {
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
  readonly stdout: string
  readonly stderr: string
}

/** The real `lambda-sim`, from source. However a test ends, the command and what it started end with it. */
export class RunningCli implements AsyncDisposable {
  readonly child: ChildProcessByStdio<Writable, Readable, Readable>
  /** What it wrote so far, a character a byte. */
  readonly stdout = new Cell('')
  readonly stderr = new Cell('')
  /** Resolves when it is over and its output has ended. */
  readonly finished: Promise<Finished>

  constructor(args: readonly string[], options: CliOptions = {}) {
    const { stdin = '', env = {}, cwd, node = [] } = options
    this.child = spawn(process.execPath, ['--conditions=@sim/source', ...node, bin, ...args], {
      stdio: ['pipe', 'pipe', 'pipe'],
      env: { PATH: process.env['PATH'], ...env },
      cwd,
      // Before Jest gives the test up: what never ends would outlive it.
      timeout: 25_000,
      killSignal: 'SIGKILL',
    })
    this.child.stdin.on('error', () => undefined)
    if (typeof stdin === 'string') this.child.stdin.end(stdin)
    collect(this.child.stdout, this.stdout)
    collect(this.child.stderr, this.stderr)
    this.finished = once(this.child, 'close').then(([code, signal]) => ({
      code: code as number | null,
      signal: signal as NodeJS.Signals | null,
      stdout: this.stdout.current,
      stderr: this.stderr.current,
    }))
  }

  /** Resolves with what matched, as soon as the stream has it. */
  async says(stream: 'stdout' | 'stderr', pattern: RegExp): Promise<RegExpExecArray> {
    const what = `${String(pattern)} on ${stream}`
    const text = await waitFor(this[stream], (all) => pattern.test(all), {
      what,
      timeoutMs: 20_000,
    })
    return pattern.exec(text) as RegExpExecArray
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.child.kill('SIGKILL')
    await this.finished
  }
}

/** Runs a command to its end. */
export async function cli(args: readonly string[], options: CliOptions = {}): Promise<Finished> {
  await using running = new RunningCli(args, options)
  return await running.finished
}

function collect(stream: Readable, into: Cell<string>): void {
  stream.setEncoding('latin1')
  stream.on('data', (text: string) => into.set(into.current + text))
}

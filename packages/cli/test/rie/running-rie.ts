import { Cell, Log, Resources, waitFor } from '@sim/core'
import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { request, type IncomingHttpHeaders, type IncomingMessage } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { createInterface } from 'node:readline'
import type { Readable } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'

const path = (relative: string) => fileURLToPath(new URL(relative, import.meta.url))
const bin = path('../../src/bin.ts')

/** The file of a fixture. */
export const fixture = (name: string): string => path(`fixtures/${name}`)

/** How long a process may take on a machine that is busy. */
export const patience = { timeoutMs: 20_000 }

/** What came back to a caller. */
export interface Answer {
  readonly status: number
  readonly headers: IncomingHttpHeaders
  readonly body: Buffer
}

/** What a caller sends. Left out: POST, the door's path, nothing else. */
export interface Call {
  readonly method?: string
  readonly path?: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string
}

/** How a process ended. */
export interface End {
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
}

/** What an emulator is started with. */
export interface RieStart {
  readonly flags?: readonly string[]
  readonly env?: Readonly<Record<string, string>>
}

/** `lambda-sim rie` as a process, on ports of its own. */
export class RunningRie implements AsyncDisposable {
  /** Lines of both streams, as they come. */
  readonly stdout = new Log<string>()
  readonly stderr = new Log<string>()
  /** A directory that ends with it. */
  readonly directory: string
  readonly #child: ChildProcess
  readonly #end = new Cell<End | undefined>(undefined)
  readonly #resources = new Resources()

  constructor(args: readonly string[], env: RieStart['env'] = {}) {
    this.directory = mkdtempSync(join(tmpdir(), 'running-rie-'))
    this.#resources.defer(() => rmSync(this.directory, { recursive: true }))
    this.#child = spawn(process.execPath, ['--conditions=@sim/source', bin, 'rie', ...args], {
      cwd: this.directory,
      env: { PATH: process.env.PATH ?? '', ...env },
      stdio: ['pipe', 'pipe', 'pipe'],
    })
    // It runs on without: nothing in it is for an emulator.
    this.#child.stdin?.end()
    follow(this.#child.stdout as Readable, this.stdout)
    follow(this.#child.stderr as Readable, this.stderr)
    const closed = once(this.#child, 'close')
    void closed.then(([code, signal]) => this.#end.set({ code, signal }))
    this.#resources.defer(async () => {
      this.#child.kill('SIGKILL')
      await closed
    })
  }

  /** Resolves when it takes invocations. */
  static async start(bootstrap: readonly string[], start: RieStart = {}): Promise<RunningRie> {
    const addresses = [
      '--runtime-api-address=127.0.0.1:0',
      '--runtime-interface-emulator-address=127.0.0.1:0',
    ]
    const flags = [...addresses, ...(start.flags ?? [])]
    const rie = new RunningRie([...flags, ...bootstrap], start.env)
    try {
      await rie.says(/invocations at /)
      return rie
    } catch (error) {
      await rie[Symbol.asyncDispose]()
      throw error
    }
  }

  /** The URL of the door for callers. */
  get url(): string {
    const [line = ''] = this.stderr.entries().filter((one) => one.includes('invocations at '))
    return line.replace(/.* invocations at /, '')
  }

  /** How it ended, when all that it wrote is there. */
  get ended(): Promise<End> {
    const isOver = (end: End | undefined): end is End => end !== undefined
    return waitFor(this.#end, isOver, { ...patience, what: 'the end of the emulator' })
  }

  /** Calls the function, on a connection of its own. */
  async call(call: Call = {}): Promise<Answer> {
    const response = await this.open(call)
    const { statusCode: status = 0, headers } = response
    return { status, headers, body: await buffer(response) }
  }

  /** Calls the function and resolves when the answer begins; nothing more is read of it until someone does. */
  async open({ method = 'POST', path: to, headers = {}, body }: Call): Promise<IncomingMessage> {
    const url = to === undefined ? this.url : new URL(to, this.url)
    // Longer than any wait of a test: it only sees to it that none hangs.
    const signal = AbortSignal.timeout(2 * patience.timeoutMs)
    const sent = request(url, { method, headers, agent: false, signal })
    const responded = once(sent, 'response')
    sent.end(body)
    const [response] = (await responded) as [IncomingMessage]
    return response
  }

  /** Calls the function with what the runtime is told to do; the body as text. */
  async tell(told: object): Promise<{ status: number; text: string }> {
    const { status, body } = await this.call({ body: JSON.stringify(told) })
    return { status, text: body.toString('utf8') }
  }

  /** Resolves with the first line of its own log that matches, or with a later one. */
  says(form: RegExp, count = 1): Promise<string> {
    return matchingLine(this.stderr, form, count, 'its log to say')
  }

  /** Resolves with the first line of stdout that matches, or with a later one. */
  prints(form: RegExp, count = 1): Promise<string> {
    return matchingLine(this.stdout, form, count, 'stdout to have')
  }

  /** Resolves with the number of a process once its log has told of it, at the level `debug`. */
  async pidOf(name: string): Promise<number> {
    const line = await this.says(new RegExp(`${name} started, pid \\d+$`))
    return Number(line.split(' ').at(-1))
  }

  /** Resolves when stdout has so many lines. */
  async printed(lines: number): Promise<void> {
    await waitFor(this.stdout, () => this.stdout.appended >= lines, {
      ...patience,
      what: `${lines} lines on stdout`,
      describe: () => this.stdout.entries().join('\n'),
    })
  }

  signal(signal: NodeJS.Signals): void {
    this.#child.kill(signal)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#resources[Symbol.asyncDispose]()
  }
}

function follow(stream: Readable, lines: Log<string>): void {
  createInterface({ input: stream }).on('line', (line) => lines.append(line))
}

async function matchingLine(
  lines: Log<string>,
  form: RegExp,
  count: number,
  what: string,
): Promise<string> {
  const found = () => lines.entries().filter((line) => form.test(line))[count - 1]
  await waitFor(lines, () => found() !== undefined, {
    ...patience,
    what: `${what} ${form}, ${count} times`,
    describe: () => lines.entries().join('\n'),
  })
  return found() as string
}

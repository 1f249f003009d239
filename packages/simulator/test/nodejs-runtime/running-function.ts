import { Cell, waitFor } from '@sim/core'
import { spawn, type ChildProcess } from 'node:child_process'
import { join } from 'node:path'
import { FakeRuntimeApi, patienceMs, type Call } from './fake-runtime-api.ts'

const bootstrap = join(__dirname, '../../runtimes/nodejs/bootstrap.mjs')
const api = '/2018-06-01/runtime'

/** The folder with the functions that are kept as files. */
export const functions = join(__dirname, 'functions')

export interface FunctionOptions {
  readonly taskRoot?: string
  readonly env?: Record<string, string>
}

/** What the runtime posted: an answer, or a failure. */
export interface Outcome {
  readonly kind: 'response' | 'error'
  /** The body, parsed. */
  readonly json: unknown
  readonly call: Call
}

/** How the runtime's process ended, and all that it printed. */
export interface End {
  /** The exit status, or the signal that ended the process. */
  readonly status: number | NodeJS.Signals | null | undefined
  readonly stdout: string
  readonly stderr: string
}

/** The bootstrap as a real process, with a function in it, in front of a fake Runtime API. */
export class RunningFunction implements AsyncDisposable {
  readonly api: FakeRuntimeApi
  readonly process: ChildProcess
  readonly #stdout = new Cell('')
  readonly #end = new Cell<Pick<End, 'status'> | undefined>(undefined)
  #stderr = ''
  #invocations = 0

  private constructor(api: FakeRuntimeApi, process: ChildProcess) {
    this.api = api
    this.process = process
    process.once('close', (code, signal) => this.#end.set({ status: code ?? signal }))
    process.stdout?.on('data', (text) => this.#stdout.set(this.#stdout.current + String(text)))
    process.stderr?.on('data', (text) => (this.#stderr += String(text)))
  }

  /** `handler`: a handler string, relative to `functions/` if there is no other `taskRoot`. */
  static async start(handler: string, options: FunctionOptions = {}): Promise<RunningFunction> {
    const { taskRoot = functions, env = {} } = options
    const fake = await FakeRuntimeApi.start()
    const child = spawn(process.execPath, [bootstrap], {
      env: {
        AWS_LAMBDA_RUNTIME_API: fake.address,
        LAMBDA_TASK_ROOT: taskRoot,
        _HANDLER: handler,
        ...env,
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    return new RunningFunction(fake, child)
  }

  /** Hands out an event, without waiting for what comes of it. Returns its request id. */
  send(event: unknown, headers: Record<string, string> = {}): string {
    this.#invocations += 1
    const requestId = `00000000-0000-4000-8000-${String(this.#invocations).padStart(12, '0')}`
    this.api.deliver({
      status: 200,
      headers: {
        'Content-Type': 'application/json',
        'Lambda-Runtime-Aws-Request-Id': requestId,
        ...headers,
      },
      body: JSON.stringify(event),
    })
    return requestId
  }

  /** Resolves when the runtime has posted what came of this event. */
  async invoke(event: unknown = {}, headers: Record<string, string> = {}): Promise<Outcome> {
    return this.outcome(this.send(event, headers))
  }

  /** What came of an event. */
  async outcome(requestId: string): Promise<Outcome> {
    const path = `${api}/invocation/${requestId}/`
    const call = await this.#post((call) => call.path.startsWith(path))
    const kind = call.path.slice(path.length) as Outcome['kind']
    return { kind, json: JSON.parse(call.body.toString()), call }
  }

  /** The report that the function could not be loaded. */
  async initError(): Promise<{ json: unknown; call: Call }> {
    const call = await this.#post(({ path }) => path === `${api}/init/error`)
    return { json: JSON.parse(call.body.toString()), call }
  }

  /** Standard output, once it has so many lines. */
  async lines(count: number): Promise<string[]> {
    const text = await waitFor(this.#stdout, (out) => out.split('\n').length > count, {
      what: `${count} lines on standard output`,
      timeoutMs: patienceMs,
    })
    return text.split('\n').slice(0, count)
  }

  /** How the process ended, once it has. */
  async exited(): Promise<End> {
    const what = 'the runtime to end'
    const end = await waitFor(this.#end, (end) => end !== undefined, {
      what,
      timeoutMs: patienceMs,
    })
    return { status: end?.status, stdout: this.#stdout.current, stderr: this.#stderr }
  }

  async #post(isIt: (call: Call) => boolean): Promise<Call> {
    const ended = new AbortController()
    using _end = this.#end.subscribe((end) => {
      ended.abort(new Error(`the runtime ended with ${end?.status}: ${this.#stderr}`))
    })
    return await this.api.call(isIt, ended.signal)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.process.kill('SIGKILL')
    await this.exited()
    await this.api[Symbol.asyncDispose]()
  }
}

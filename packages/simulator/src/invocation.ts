import { Cell, waitFor, type WaitLimits } from '@sim/core'
import type { TelemetryRecords } from '@sim/telemetry-api'
import type { Outcome } from './fatal-error.ts'
import type { InvokeOptions } from './options.ts'

/** `platform.report` of an invocation. */
export type PlatformReport = TelemetryRecords['platform.report']

/** What the caller of the function gets. */
export interface InvocationResult {
  readonly requestId: string
  /** `success`, or why there is none: the function's `error`, a `timeout`, a `failure` of the sandbox. */
  readonly status: Outcome
  /** The answer's bytes, exactly as the runtime sent them; for errors the error object. */
  readonly payload: Buffer
  readonly contentType: string | undefined
  /** `Unhandled` unless the status is `success`; what callers see as `X-Amz-Function-Error`. */
  readonly functionError: 'Unhandled' | undefined
  /** The platform's word for the error: `Runtime.ExitError`, `Function.ResponseSizeTooLarge`, … */
  readonly errorType: string | undefined
}

/** Where an invocation is: it waits, it runs, its caller has an answer, its invoke phase is over. */
export type InvocationProgress = 'queued' | 'running' | 'answered' | 'ended'

/** One line that a process printed. */
export interface OutputLine {
  readonly stream: 'stdout' | 'stderr'
  readonly text: string
}

interface InvocationState {
  readonly progress: InvocationProgress
  readonly result?: InvocationResult | undefined
  readonly report?: PlatformReport | undefined
}

/** One invocation, from the queue to the end of its invoke phase. */
export class Invocation {
  readonly requestId: string
  /** The event's bytes. */
  readonly event: Buffer
  /** What it brought along. */
  readonly options: InvokeOptions
  readonly #state = new Cell<InvocationState>({ progress: 'queued' })
  readonly #logs: OutputLine[] = []
  #overheadMs: number | undefined

  /** Invocations are made by `Simulator.enqueue` and `Simulator.invoke`. */
  constructor(requestId: string, event: Buffer, options: InvokeOptions) {
    this.requestId = requestId
    this.event = event
    this.options = options
  }

  get progress(): InvocationProgress {
    return this.#state.current.progress
  }

  /** What its caller got; `undefined` until then. */
  get result(): InvocationResult | undefined {
    return this.#state.current.result
  }

  /** `success`, `error`, `timeout` or `failure`; `undefined` while there is no answer. */
  get status(): Outcome | undefined {
    return this.result?.status
  }

  /** The answer as text; empty while there is none. */
  get text(): string {
    return this.result?.payload.toString('utf8') ?? ''
  }

  /** The platform's report; `undefined` until the invoke phase is over. */
  get report(): PlatformReport | undefined {
    return this.#state.current.report
  }

  /** What the function printed between dispatch and the end of the invoke phase, at most 1000 lines. */
  get logs(): readonly OutputLine[] {
    return this.#logs
  }

  /** How long extensions went on after the runtime was done, in milliseconds; `undefined` until they all were. */
  get extensionOverheadMs(): number | undefined {
    return this.#overheadMs
  }

  /** The answer parsed as JSON. Throws `SyntaxError` if it is none. */
  json(): unknown {
    return JSON.parse(this.text) as unknown
  }

  /** Resolves when the caller has its answer, whatever it is. Rejects with `ERR_WAIT_TIMEOUT` or the signal's reason. */
  async completed(limits: WaitLimits = {}): Promise<InvocationResult> {
    const { result } = await this.#reached((state) => state.result !== undefined, 'answer', limits)
    return result as InvocationResult
  }

  /**
   * Resolves when the invoke phase is over: the runtime and every subscribed extension are done.
   *
   * Rejects with `ERR_WAIT_TIMEOUT` or the signal's reason.
   */
  async done(limits: WaitLimits = {}): Promise<PlatformReport | undefined> {
    const { report } = await this.#reached((state) => state.progress === 'ended', 'end', limits)
    return report
  }

  /** For the environment: its turn has come. */
  start(): void {
    this.#state.set({ progress: 'running' })
  }

  /** For the environment: the caller gets its answer. Only the first one counts. */
  answer(result: InvocationResult): void {
    if (this.result === undefined) this.#state.set({ progress: 'answered', result })
  }

  /** For the environment: everyone who was awaited is done. */
  overhead(ms: number): void {
    this.#overheadMs = ms
  }

  /** For the environment: the function printed a line. */
  log(line: OutputLine): void {
    if (this.#logs.length < 1_000) this.#logs.push(line)
  }

  /** For the environment: the invoke phase is over. */
  end(report?: PlatformReport): void {
    this.#state.set({ ...this.#state.current, progress: 'ended', report })
  }

  #reached(
    isDone: (state: InvocationState) => boolean,
    what: string,
    limits: WaitLimits,
  ): Promise<InvocationState> {
    return waitFor(this.#state, isDone, {
      ...limits,
      what: `the ${what} of invocation ${this.requestId}`,
      describe: (state) => `it ${state.progress}`,
    })
  }
}

import { Cell, waitFor, type WaitLimits } from '@sim/core'
import type { TelemetryRecords } from '@sim/telemetry-api'
import { platformMs } from '../telemetry/durations.ts'
import type { Outcome } from '../environment/fatal-error.ts'
import type { InvocationResult } from './invocation-result.ts'
import type { InvokeOptions } from '../options.ts'
import {
  wholeResponse,
  type ResponseStream,
  type StreamedResponse,
} from '../response/response-stream.ts'

/** `platform.report` of an invocation. */
export type PlatformReport = TelemetryRecords['platform.report']

/**
 * Where an invocation is: it waits, it runs, its caller takes a response that still comes, its caller has an answer, its invoke
 * phase is over.
 */
export type InvocationProgress = 'queued' | 'running' | 'responding' | 'answered' | 'ended'

/** When the answer came, in milliseconds since the event was handed out. */
export interface InvocationTimings {
  /** Its first byte; of an answer that was taken whole, its beginning. */
  readonly firstByteMs?: number | undefined
  /** Its last byte, or what ended it. Missing if the runtime was reset before. */
  readonly lastByteMs?: number | undefined
}

/** One line that a process printed. */
export interface OutputLine {
  /** `log`: the descriptor on which runtimes write whole messages, which may have several lines. */
  readonly stream: 'stdout' | 'stderr' | 'log'
  readonly text: string
}

interface InvocationState {
  readonly progress: InvocationProgress
  readonly stream?: ResponseStream | undefined
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
  #releasedAt = 0
  #firstByteAt: number | undefined
  #lastByteAt: number | undefined

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

  /** When the answer came; empty until then. */
  get timings(): InvocationTimings {
    const since = (at: number) => platformMs(at - this.#releasedAt)
    const [first, last] = [this.#firstByteAt, this.#lastByteAt]
    return {
      ...(first === undefined ? {} : { firstByteMs: since(first) }),
      ...(last === undefined ? {} : { lastByteMs: since(last) }),
    }
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
   * Resolves when the caller's answer begins. With `responseMode: 'streaming'` that is when the runtime begins to respond, and the
   * body is the same for each who asks; else it is when the answer is complete.
   *
   * An invocation that failed before has a body that fails, too. Rejects with `ERR_WAIT_TIMEOUT` or the signal's reason.
   */
  async responding(limits: WaitLimits = {}): Promise<StreamedResponse> {
    const { stream, result } = await this.#reached(
      (state) => state.stream !== undefined || state.result !== undefined,
      'response',
      limits,
    )
    return stream ?? wholeResponse(result as InvocationResult)
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

  /** For the environment: the event goes out, at this monotonic time. */
  released(at: number): void {
    this.#releasedAt = at
  }

  /** For the environment: the response of the runtime, if its caller takes it as it comes. */
  get stream(): ResponseStream | undefined {
    return this.#state.current.stream
  }

  /** For the environment: the runtime begins to respond to a caller who takes the response as it comes. */
  begin(stream: ResponseStream): void {
    if (this.result === undefined) this.#state.set({ progress: 'responding', stream })
  }

  /** For the environment: when the first byte of the answer came. Only the first call counts. */
  firstByte(at: number): void {
    this.#firstByteAt ??= at
  }

  /** For the environment: when the last byte came. */
  lastByte(at: number): void {
    this.#lastByteAt = at
  }

  /** For the environment: the caller gets its answer. Only the first one counts. */
  answer(result: InvocationResult): void {
    if (this.result !== undefined) return
    const { stream } = this
    stream?.finish(result)
    this.#state.set({ progress: 'answered', stream, result })
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

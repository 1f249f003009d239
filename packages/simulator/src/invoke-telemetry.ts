import type { InvocationAnswer } from '@sim/runtime-api'
import type { TelemetryRecords } from '@sim/telemetry-api'
import { platformMs } from './durations.ts'
import type { FatalError } from './fatal-error.ts'
import type { FlowContext } from './flow-context.ts'
import type { PlatformReport } from './invocation.ts'
import type { TraceContext } from './trace.ts'

type Span = NonNullable<TelemetryRecords['platform.runtimeDone']['spans']>[number]

/** What telemetry tells of one invocation. */
export class InvokeTelemetry {
  readonly #context: FlowContext
  readonly #requestId: string
  readonly #tracing: { tracing?: TraceContext }
  readonly #beganAt: number
  #releasedAt: number | undefined
  #runtimeDoneAt: number | undefined

  /** `header`: the invocation's trace header. The report's duration counts from now. */
  constructor(context: FlowContext, requestId: string, header: string | undefined) {
    const tracing = context.tracer.context(header)
    this.#context = context
    this.#requestId = requestId
    this.#tracing = tracing === undefined ? {} : { tracing }
    this.#beganAt = context.clock.monotonic()
  }

  /** How long extensions went on after the runtime was done. */
  get extensionOverheadMs(): number {
    const now = this.#context.clock.monotonic()
    return platformMs(now - (this.#runtimeDoneAt ?? now))
  }

  /** Just before the event is released to extensions and runtime. */
  started(): void {
    const { telemetry, settings, clock } = this.#context
    telemetry.emit('platform.start', {
      requestId: this.#requestId,
      version: settings.functionVersion,
      ...this.#tracing,
    })
    this.#releasedAt = clock.monotonic()
  }

  /**
   * The runtime asked for its next event, or can no longer.
   *
   * A handler's own error is a success of the runtime. Documented: issue 85 of the extension samples.
   */
  runtimeDone(answer: InvocationAnswer | undefined, fatal?: FatalError): void {
    if (this.#runtimeDoneAt !== undefined) return
    const { telemetry, clock } = this.#context
    const now = clock.monotonic()
    this.#runtimeDoneAt = now
    const response = answer?.kind === 'response' ? answer : undefined
    const spans = response === undefined ? {} : { spans: this.#spans(response, now) }
    telemetry.emit('platform.runtimeDone', {
      requestId: this.#requestId,
      ...status(fatal),
      metrics: {
        durationMs: platformMs(now - (this.#releasedAt ?? now)),
        producedBytes: response?.body.length ?? 0,
      },
      ...spans,
      ...this.#tracing,
    })
  }

  /** Everyone is done, or it was cut short. Returns the record. */
  reported(end: {
    readonly fatal?: FatalError | undefined
    readonly initDurationMs?: number | undefined
    readonly hasExtensions: boolean
    readonly maxMemoryUsedMB: number
  }): PlatformReport {
    const { telemetry, clock, settings } = this.#context
    const timedOut = end.fatal?.outcome === 'timeout'
    const durationMs = timedOut ? settings.timeoutMs : platformMs(clock.monotonic() - this.#beganAt)
    const init = end.initDurationMs === undefined ? {} : { initDurationMs: end.initDurationMs }
    const record: PlatformReport = {
      requestId: this.#requestId,
      ...status(end.fatal),
      metrics: {
        durationMs,
        billedDurationMs: Math.ceil(durationMs + (end.initDurationMs ?? 0)),
        memorySizeMB: settings.memorySizeMb,
        maxMemoryUsedMB: end.maxMemoryUsedMB,
        ...init,
      },
      ...(end.hasExtensions && end.fatal === undefined ? { spans: [this.#extensionSpan()] } : {}),
      ...this.#tracing,
    }
    telemetry.emit('platform.report', record)
    return record
  }

  #spans({ startedAt, finishedAt }: InvocationAnswer, now: number): Span[] {
    const releasedAt = this.#releasedAt ?? startedAt
    return [
      this.#span('responseLatency', releasedAt, startedAt),
      this.#span('responseDuration', startedAt, finishedAt),
      this.#span('runtimeOverhead', finishedAt, now),
    ]
  }

  #extensionSpan(): Span {
    const now = this.#context.clock.monotonic()
    return this.#span('extensionOverhead', this.#runtimeDoneAt ?? now, now)
  }

  #span(name: Span['name'], from: number, to: number): Span {
    const { clock } = this.#context
    const wall = clock.now() - (clock.monotonic() - from)
    return { name, start: this.#context.timestamps.at(wall), durationMs: platformMs(to - from) }
  }
}

function status(fatal: FatalError | undefined) {
  if (fatal === undefined) return { status: 'success' } as const
  const { outcome, errorType } = fatal
  return outcome === 'timeout'
    ? ({ status: outcome } as const)
    : ({ status: outcome, errorType } as const)
}

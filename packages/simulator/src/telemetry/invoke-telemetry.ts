import type { RuntimeInvocation } from '@sim/runtime-api'
import type { TelemetryRecords, TraceContext } from '@sim/telemetry-api'
import { billedRestoreMs, platformMs } from './durations.ts'
import type { FatalError } from '../environment/fatal-error.ts'
import type { FlowContext } from '../flows/flow-context.ts'
import type { PlatformReport } from '../invocation/invocation.ts'
import type { ProducedResponse } from '../response/produced-response.ts'

type Span = NonNullable<TelemetryRecords['platform.runtimeDone']['spans']>[number]

/** What telemetry tells of one invocation. */
export class InvokeTelemetry {
  readonly #context: FlowContext
  readonly #requestId: string
  readonly #common: { tracing?: TraceContext; tenantId?: string }
  readonly #beganAt: number
  #hasStarted = false
  #isPrepared = false
  /** When it failed: what the reset takes is no time of the function. Chosen. */
  #cutAt: number | undefined
  #releasedAt: number | undefined
  #runtimeDoneAt: number | undefined

  /** Its trace header and its tenant are in all that is told. The report's duration counts from now. */
  constructor(context: FlowContext, event: RuntimeInvocation) {
    const { requestId, traceId, tenantId } = event
    const tracing = context.tracer.context(traceId)
    this.#context = context
    this.#requestId = requestId
    this.#common = {
      ...(tracing === undefined ? {} : { tracing }),
      ...(tenantId ? { tenantId } : {}),
    }
    this.#beganAt = context.clock.monotonic()
  }

  /** How long extensions went on after the runtime was done. */
  get extensionOverheadMs(): number {
    const now = this.#context.clock.monotonic()
    return platformMs(now - (this.#runtimeDoneAt ?? now))
  }

  /** Just before the event is released to extensions and runtime; `isPrepared`: without an init, in the turn in which it began. */
  started(isPrepared: boolean): void {
    this.#start()
    this.#isPrepared = isPrepared
    this.#releasedAt = this.#context.clock.monotonic()
  }

  /** It does not go on. One that never reached anybody has a start, too. Core: `rapid/handlers.go`. */
  cutShort(): void {
    this.#cutAt = this.#context.clock.monotonic()
    if (!this.#hasStarted) this.#start()
  }

  /**
   * The runtime asked for its next event, or can no longer.
   *
   * A handler's own error is a success of the runtime. Documented: issue 85 of the extension samples.
   */
  runtimeDone(response: ProducedResponse | undefined, fatal?: FatalError): void {
    if (this.#runtimeDoneAt !== undefined) return
    const { telemetry, clock } = this.#context
    const now = clock.monotonic()
    this.#runtimeDoneAt = now
    const spans = response === undefined ? {} : { spans: this.#spans(response, now, fatal) }
    telemetry.emit('platform.runtimeDone', {
      requestId: this.#requestId,
      ...status(fatal),
      metrics: {
        durationMs: this.#runtimeMs(now, fatal),
        producedBytes: response?.bytes ?? 0,
      },
      ...spans,
      ...this.#common,
    })
  }

  /** Everyone is done, or it was cut short. Returns the record. */
  reported(end: {
    readonly fatal?: FatalError | undefined
    readonly initDurationMs?: number | undefined
    readonly restoreDurationMs?: number | undefined
    readonly hasExtensions: boolean
    readonly maxMemoryUsedMB: number
  }): PlatformReport {
    const { telemetry, clock, settings } = this.#context
    const timedOut = end.fatal?.outcome === 'timeout'
    const endedAt = this.#cutAt ?? clock.monotonic()
    const durationMs = timedOut ? settings.timeoutMs : platformMs(endedAt - this.#beganAt)
    const { initDurationMs, restoreDurationMs } = end
    const preparedMs = (initDurationMs ?? 0) + billedRestoreMs(restoreDurationMs)
    const record: PlatformReport = {
      requestId: this.#requestId,
      ...status(end.fatal),
      metrics: {
        durationMs,
        billedDurationMs: Math.ceil(durationMs + preparedMs),
        memorySizeMB: settings.memorySizeMb,
        maxMemoryUsedMB: end.maxMemoryUsedMB,
        ...(initDurationMs === undefined ? {} : { initDurationMs }),
        ...(restoreDurationMs === undefined ? {} : { restoreDurationMs }),
      },
      ...(end.hasExtensions && end.fatal === undefined ? { spans: [this.#extensionSpan()] } : {}),
      ...this.#common,
    }
    telemetry.emit('platform.report', record)
    return record
  }

  #start(): void {
    const { telemetry, settings } = this.#context
    this.#hasStarted = true
    telemetry.emit('platform.start', {
      requestId: this.#requestId,
      version: settings.functionVersion,
      ...this.#common,
    })
  }

  // Nothing for an event that was never released. What ran into the function's time-out took its time, however long that
  // lasted here, and no less than all of it if all of it was the runtime's: timers and clocks differ by a trifle. Captured, and
  // core: `telemetry/events_api.go`.
  #runtimeMs(now: number, fatal: FatalError | undefined): number {
    const measuredMs = now - (this.#releasedAt ?? now)
    if (fatal?.outcome !== 'timeout') return platformMs(measuredMs)
    const { time, settings } = this.#context
    const leastMs = this.#isPrepared ? settings.timeoutMs : 0
    return platformMs(Math.max(measuredMs / time.scale, leastMs))
  }

  // The runtime's own time ends with its poll: one that never polled has none. Documented: "Telemetry API event schema".
  #spans({ startedAt, finishedAt }: ProducedResponse, now: number, fatal?: FatalError): Span[] {
    const releasedAt = this.#releasedAt ?? startedAt
    const hasPolled = finishedAt !== undefined && fatal === undefined
    return [
      this.#span('responseLatency', releasedAt, startedAt),
      this.#span('responseDuration', startedAt, finishedAt ?? now),
      ...(hasPolled ? [this.#span('runtimeOverhead', finishedAt, now)] : []),
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

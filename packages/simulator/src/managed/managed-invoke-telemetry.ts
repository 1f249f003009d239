import type { InvocationAnswer, RuntimeInvocation } from '@sim/runtime-api'
import type { TelemetryRecords, TraceContext } from '@sim/telemetry-api'
import { platformMs } from '../telemetry/durations.ts'
import type { FatalError } from '../environment/fatal-error.ts'
import type { FlowContext } from '../flows/flow-context.ts'
import type { PlatformReport } from '../invocation/invocation.ts'

type Span = NonNullable<TelemetryRecords['platform.report']['spans']>[number]

/** How an invocation ended: with an answer, or with what took its place. */
export type ManagedEnd =
  | { readonly answer: InvocationAnswer; readonly fatal?: undefined }
  | { readonly answer?: undefined; readonly fatal: FatalError }

/**
 * What telemetry tells of one invocation on a managed instance: a start and a report, and no `platform.runtimeDone`.
 *
 * Documented: "Telemetry API event schema"; core: `invoke/metrics.go`.
 */
export class ManagedInvokeTelemetry {
  readonly #context: FlowContext
  readonly #event: RuntimeInvocation
  readonly #tracing: { tracing?: TraceContext }
  readonly #beganAt: number

  /** The report's duration counts from now. */
  constructor(context: FlowContext, event: RuntimeInvocation) {
    const tracing = tracingOf(context, event.traceId)
    this.#context = context
    this.#event = event
    this.#tracing = tracing === undefined ? {} : { tracing }
    this.#beganAt = context.clock.monotonic()
  }

  /** Just before a worker gets the event. */
  started(): void {
    const { telemetry, settings } = this.#context
    telemetry.emit('platform.start', {
      requestId: this.#event.requestId,
      version: settings.functionVersion,
      functionArn: this.#event.invokedFunctionArn,
      ...this.#tracing,
    })
  }

  /** It is answered, or will not be. `handedAt`: when a worker got the event. Returns the record. */
  reported({ answer, fatal }: ManagedEnd, handedAt: number): PlatformReport {
    const { telemetry, clock, settings } = this.#context
    const isTimeout = fatal?.outcome === 'timeout'
    const durationMs = platformMs(clock.monotonic() - this.#beganAt)
    const spans = answer === undefined ? [] : this.#spans(answer, handedAt)
    const record: PlatformReport = {
      requestId: this.#event.requestId,
      ...(answer === undefined ? statusOf(fatal) : answerStatus(answer)),
      // What ran into the function's time-out took its time, however long that lasted here.
      metrics: { durationMs: isTimeout ? settings.timeoutMs : durationMs },
      ...(spans.length === 0 ? {} : { spans }),
      ...this.#tracing,
    }
    telemetry.emit('platform.report', record)
    return record
  }

  /** An answer that could not be passed on has no duration. */
  #spans(answer: InvocationAnswer, handedAt: number): Span[] {
    const { startedAt, finishedAt } = answer
    const isPassedOn = answer.kind === 'response' || answer.by === 'runtime'
    const latency = this.#span('responseLatency', handedAt, startedAt)
    return isPassedOn ? [latency, this.#span('responseDuration', startedAt, finishedAt)] : [latency]
  }

  #span(name: Span['name'], from: number, to: number): Span {
    const { clock, timestamps } = this.#context
    const wall = clock.now() - (clock.monotonic() - from)
    return { name, start: timestamps.at(wall), durationMs: platformMs(to - from) }
  }
}

/** Unlike in a classic environment a handler's own error is one. Core: `invoke/running_invoke.go`. */
function answerStatus(answer: InvocationAnswer) {
  return answer.kind === 'response'
    ? ({ status: 'success' } as const)
    : ({ status: 'error', errorType: answer.errorType } as const)
}

function statusOf({ outcome: status, errorType }: FatalError) {
  return { status, errorType } as const
}

/** The platform adds a segment of its own only where tracing is active. Core: `xray/tracer.go`. */
function tracingOf({ tracer, settings }: FlowContext, traceId: string | undefined) {
  const context = tracer.context(traceId)
  if (context === undefined || settings.tracing === 'active') return context
  const { spanId: _segment, ...received } = context
  return received
}

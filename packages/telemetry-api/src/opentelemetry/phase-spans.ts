import type { Span } from '../records/span.ts'
import { spanIdFor } from './otlp-ids.ts'
import { serverKind, spanFlags, type OtlpSpan, type OtlpStatus } from './otlp-span.ts'
import { otlpAttributes, otlpValue, type OtlpAttribute } from './otlp-value.ts'
import { outcomeOf, recordsOf, type Phase, type PhaseRecord } from './phase.ts'
import type { TracePlace } from './trace-place.ts'
import { latest, nanos, nanosOfMs, nanoText, unixNano } from './unix-nano.ts'

/**
 * A phase as a span, and each part that the platform tells of as a child of it.
 *
 * Documented: "Converting Lambda Telemetry API Event objects to OpenTelemetry Spans", with child spans; what is chosen stands with
 * the functions below.
 */
export function phaseSpans(phase: Phase, place: TracePlace, functionName: string): OtlpSpan[] {
  const parts = recordsOf(phase).flatMap(({ spans }) => spans ?? [])
  const outcome = outcomeOf(phase)
  const status = outcome === undefined ? {} : { status: statusOf(outcome) }
  const children = parts.map((part, index) => childSpan(part, index, place, status))
  const { startedAt, endedAt } = timesOf(phase)
  const end = latest(startedAt, endedAt, ...children.map((one) => BigInt(one.endTimeUnixNano)))
  const span: OtlpSpan = {
    ...place,
    // The convention for Lambda gives an invocation the function's name; the others are called as their events are.
    name: phase.kind === 'invocation' ? functionName : `platform.${phase.kind}`,
    kind: serverKind,
    startTimeUnixNano: nanoText(startedAt),
    endTimeUnixNano: nanoText(end),
    attributes: attributesOf(phase, outcome),
    ...status,
  }
  return [span, ...children]
}

function childSpan(
  { name, start, durationMs }: Span,
  index: number,
  parent: TracePlace,
  status: Pick<OtlpSpan, 'status'>,
): OtlpSpan {
  const startedAt = unixNano(start)
  return {
    traceId: parent.traceId,
    spanId: spanIdFor(parent.traceId, parent.spanId, String(index)),
    parentSpanId: parent.spanId,
    flags: (parent.flags & spanFlags.sampled) | spanFlags.hasIsRemote,
    name,
    kind: serverKind,
    startTimeUnixNano: nanoText(startedAt),
    endTimeUnixNano: nanoText(startedAt + nanos(durationMs)),
    attributes: [],
    ...status,
  }
}

/**
 * The time of the start event, and that of the report; documented, as is the duration of a report whose start is not known.
 *
 * Chosen: `time` is cut after the millisecond, so a report within the duration's millisecond ends with the duration's fraction of
 * it; and what has no report ends where it was last heard of.
 */
function timesOf({ start, runtimeDone, report }: Phase) {
  const last = report ?? runtimeDone.at(-1)
  const toldAt = last === undefined ? 0n : unixNano(last.time)
  const record: PhaseRecord = last?.record ?? {}
  const duration = nanos(record.metrics?.['durationMs'])
  if (start === undefined) {
    return { startedAt: duration > toldAt ? 0n : toldAt - duration, endedAt: toldAt }
  }
  const startedAt = unixNano(start.time)
  const exact = startedAt + duration
  const isExact = exact >= toldAt && exact < toldAt + nanosOfMs
  return { startedAt, endedAt: isExact ? exact : toldAt }
}

function statusOf({ status, errorType }: PhaseRecord): OtlpStatus {
  if (status === 'success') return { code: 1 }
  return { code: 2, message: errorType ?? status }
}

/**
 * `faas.…`, `aws.lambda.…` and `error.type` are semantic conventions. What these have no name for is under `lambda.`, as the
 * records call it. Chosen: AWS leaves the attributes open.
 */
function attributesOf(phase: Phase, outcome: PhaseRecord | undefined): OtlpAttribute[] {
  const all: PhaseRecord = Object.assign({}, ...recordsOf(phase))
  const { requestId, functionArn, tenantId, initializationType } = all
  const isError = outcome !== undefined && outcome.status !== 'success'
  const attributes = otlpAttributes({
    'faas.invocation_id': requestId,
    'faas.coldstart': phase.kind === 'invocation' ? phase.isCold : undefined,
    'aws.lambda.invoked_arn': functionArn,
    'error.type': isError ? (outcome.errorType ?? outcome.status) : undefined,
    'lambda.initialization_type': initializationType,
    'lambda.init_phase': all.phase,
    'lambda.tenant_id': tenantId,
    // No report: it is not over, or its end was never told.
    'lambda.incomplete': phase.report === undefined ? true : undefined,
  })
  return [...attributes, ...figuresOf(phase)]
}

/** The figures of its records; of an invocation's two durations that of the report. */
function figuresOf(phase: Phase): OtlpAttribute[] {
  const entries = recordsOf(phase).flatMap(({ metrics }) => Object.entries(metrics ?? {}))
  const figures = new Map(entries.filter(([, value]) => Number.isFinite(value)))
  return [...figures].map(([name, value = 0]) => ({
    key: `lambda.${snakeCase(name)}`,
    // An attribute has one type: a duration that happens to be whole is no integer.
    value: name in durations ? { doubleValue: value } : otlpValue(value),
  }))
}

const durations = { durationMs: true, initDurationMs: true, restoreDurationMs: true }

/** `maxMemoryUsedMB` is `max_memory_used_mb`. */
function snakeCase(name: string): string {
  return name.replace(/(?<=[a-z])(?=[A-Z])/g, '_').toLowerCase()
}

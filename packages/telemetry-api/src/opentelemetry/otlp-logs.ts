import type { TelemetryEvent } from '../events/telemetry-event.ts'
import {
  byResource,
  scope,
  type OpenTelemetryOptions,
  type OtlpResource,
  type OtlpScope,
} from './otlp-resource.ts'
import { otlpAttributes, otlpValue, type OtlpAttribute, type OtlpValue } from './otlp-value.ts'
import type { Phase } from './phase.ts'
import { readPhases } from './phase-reader.ts'
import { placesOf, type TracePlace } from './trace-place.ts'
import { nanoText, unixNano } from './unix-nano.ts'

/** `opentelemetry.proto.logs.v1.LogRecord`, as OTLP/JSON writes it. */
export interface OtlpLogRecord {
  /** Nanoseconds since 1970, in decimal. */
  readonly timeUnixNano: string
  /** 1 (TRACE) to 24 (FATAL); missing when the line does not say. */
  readonly severityNumber?: number | undefined
  readonly severityText?: string | undefined
  readonly body: OtlpValue
  readonly attributes: readonly OtlpAttribute[]
  /** Of the phase in which it was printed, as `otlpTraces` has them. */
  readonly traceId?: string | undefined
  readonly spanId?: string | undefined
}

/** `ExportLogsServiceRequest`, as OTLP/JSON writes it: the body of `POST /v1/logs` of a collector. */
export interface OtlpLogs {
  readonly resourceLogs: readonly {
    readonly resource: OtlpResource
    readonly scopeLogs: readonly {
      readonly scope: OtlpScope
      readonly logRecords: readonly OtlpLogRecord[]
    }[]
  }[]
}

/** Documented: "Mapping of SeverityNumber" of OpenTelemetry; the levels are those of the JSON log format. */
const severities: Readonly<Record<string, number>> = {
  TRACE: 1,
  DEBUG: 5,
  INFO: 9,
  WARN: 13,
  ERROR: 17,
  FATAL: 21,
}

type Line = TelemetryEvent<'function' | 'extension'>

/**
 * What functions and extensions printed, as log records that refer to the spans of `otlpTraces`. All of it is chosen: AWS documents
 * no mapping. A line of text loses its newline; a JSON object is the body as it is. Never throws.
 */
export function otlpLogs(
  events: readonly TelemetryEvent[],
  options: OpenTelemetryOptions = {},
): OtlpLogs {
  const { phases, places } = readPhases(events)
  const spans = placesOf(phases)
  const pairs = events.flatMap((event, index) => {
    if (event.type !== 'function' && event.type !== 'extension') return []
    const { phase, instance = {} } = places[index] ?? {}
    return [[instance, logRecord(event, phase, phase && spans.get(phase))] as const]
  })
  return {
    resourceLogs: byResource(pairs, options).map(({ resource, items }) => ({
      resource,
      scopeLogs: [{ scope, logRecords: items }],
    })),
  }
}

function logRecord(
  { time, type, record }: Line,
  phase: Phase | undefined,
  span: TracePlace | undefined,
): OtlpLogRecord {
  return {
    timeUnixNano: nanoText(unixNano(time)),
    ...severityOf(record),
    body: otlpValue(typeof record === 'string' ? record.replace(/\r?\n$/, '') : record),
    attributes: otlpAttributes({ 'lambda.source': type, 'faas.invocation_id': phase?.requestId }),
    ...(span === undefined ? {} : { traceId: span.traceId, spanId: span.spanId }),
  }
}

function severityOf(record: Line['record']) {
  const level = typeof record === 'string' ? undefined : record['level']
  if (typeof level !== 'string') return {}
  const severityNumber = severities[level.toUpperCase()]
  return severityNumber === undefined ? {} : { severityNumber, severityText: level }
}

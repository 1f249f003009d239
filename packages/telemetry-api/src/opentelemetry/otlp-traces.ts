import type { TelemetryEvent } from '../events/telemetry-event.ts'
import {
  byResource,
  scope,
  type OpenTelemetryOptions,
  type OtlpResource,
  type OtlpScope,
} from './otlp-resource.ts'
import type { OtlpSpan } from './otlp-span.ts'
import type { Phase } from './phase.ts'
import { readPhases } from './phase-reader.ts'
import { phaseSpans } from './phase-spans.ts'
import { placesOf } from './trace-place.ts'

/** `ExportTraceServiceRequest`, as OTLP/JSON writes it: the body of `POST /v1/traces` of a collector. */
export interface OtlpTraces {
  readonly resourceSpans: readonly {
    readonly resource: OtlpResource
    readonly scopeSpans: readonly {
      readonly scope: OtlpScope
      readonly spans: readonly OtlpSpan[]
    }[]
  }[]
}

/**
 * Every invocation, init and restore that these events tell of, as spans.
 *
 * A span is made of a start, a runtime done and a report, as AWS documents it: see `docs/opentelemetry.md`. The same events always
 * give the same output. Whatever is missing of a phase is left out; a phase without its report has the attribute
 * `lambda.incomplete`. Never throws.
 */
export function otlpTraces(
  events: readonly TelemetryEvent[],
  options: OpenTelemetryOptions = {},
): OtlpTraces {
  const { phases } = readPhases(events)
  const spans = [...placesOf(phases)].flatMap(([phase, place]) =>
    phaseSpans(phase, place, nameOf(phase, options)).map((span) => [phase.instance, span] as const),
  )
  return {
    resourceSpans: byResource(spans, options).map(({ resource, items }) => ({
      resource,
      scopeSpans: [{ scope, spans: items }],
    })),
  }
}

function nameOf({ instance }: Phase, { functionArn }: OpenTelemetryOptions): string {
  return instance.functionName ?? functionArn?.split(':')[6] ?? 'platform.invocation'
}

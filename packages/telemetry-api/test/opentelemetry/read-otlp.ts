import type { OtlpSpan } from '../../src/opentelemetry/otlp-span.ts'
import { otlpTraces, type OtlpTraces } from '../../src/opentelemetry/otlp-traces.ts'
import type { OtlpAttribute } from '../../src/opentelemetry/otlp-value.ts'
import type { TelemetryEvent } from '../../src/events/telemetry-event.ts'

/** All spans of an export. */
export const spansIn = ({ resourceSpans }: OtlpTraces): OtlpSpan[] =>
  resourceSpans.flatMap(({ scopeSpans }) => scopeSpans.flatMap(({ spans }) => spans))

/** All spans of these events. */
export const spansOf = (events: readonly TelemetryEvent[]): OtlpSpan[] =>
  spansIn(otlpTraces(events))

/** The only span of this name. */
export function spanNamed(name: string, events: readonly TelemetryEvent[]): OtlpSpan {
  const [span, ...more] = spansOf(events).filter((one) => one.name === name)
  if (span === undefined || more.length > 0) throw new Error(`there is not one span ${name}`)
  return span
}

/** Attributes by name, as the values that they stand for. */
export function attributesOf(
  owner: { readonly attributes: readonly OtlpAttribute[] } | undefined,
): Record<string, unknown> {
  const entries = (owner?.attributes ?? []).map(({ key, value }) => {
    const [kind, inner] = Object.entries(value)[0] ?? []
    return [key, kind === 'intValue' ? Number(inner) : inner]
  })
  return Object.fromEntries(entries) as Record<string, unknown>
}

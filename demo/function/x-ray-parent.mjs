// @ts-check
import { isSpanContextValid, ROOT_CONTEXT, trace, TraceFlags } from '@opentelemetry/api'

/**
 * The span that invoked this function, out of `_X_AMZN_TRACE_ID`: `Root=1-<8>-<24>;Parent=<16>;…`.
 *
 * The spans below it then belong to the trace that the platform's own telemetry names. Without the
 * variable they start a trace of their own.
 */
export function xRayParent(header = process.env['_X_AMZN_TRACE_ID'] ?? '') {
  const [, time = '', unique = ''] = /Root=1-([0-9a-f]{8})-([0-9a-f]{24})/.exec(header) ?? []
  const [, spanId = ''] = /Parent=([0-9a-f]{16})/.exec(header) ?? []
  const parent = {
    traceId: time + unique,
    spanId,
    traceFlags: TraceFlags.SAMPLED,
    isRemote: true,
  }
  return isSpanContextValid(parent) ? trace.setSpanContext(ROOT_CONTEXT, parent) : ROOT_CONTEXT
}

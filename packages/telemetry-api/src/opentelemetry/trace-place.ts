import { spanIdFor, isSpanId, traceIdFor } from './otlp-ids.ts'
import { spanFlags } from './otlp-span.ts'
import { recordsOf, type Phase } from './phase.ts'
import { parseTraceHeader, type TraceHeader } from './trace-header.ts'

/** Where a phase stands among the traces. */
export interface TracePlace {
  readonly traceId: string
  readonly spanId: string
  readonly parentSpanId?: string | undefined
  readonly flags: number
}

/** The place of each phase. No two have the same span id. */
export function placesOf(phases: readonly Phase[]): ReadonlyMap<Phase, TracePlace> {
  const taken = new Set<string>()
  return new Map(phases.map((phase) => [phase, placeOf(phase, taken)]))
}

/**
 * Ids, parent and flags of a phase.
 *
 * They are those of its X-Ray header and of `tracing.spanId`, as documented. Without a header they are made of the request id, or
 * of the moment of an init: always the same for the same events. Chosen: an init or a restore that made an invocation wait is in the
 * invocation's trace, beside it, so that a cold start is seen as one; and what nobody decided to sample counts as sampled,
 * since it is recorded here.
 */
function placeOf(phase: Phase, taken: Set<string>): TracePlace {
  const { traceId, parentId, sampled } = headerOf(phase)
  const spanId = spanIdOf(phase, taken)
  const parentSpanId = parentId === spanId ? undefined : parentId
  const remote = parentSpanId === undefined ? 0 : spanFlags.hasIsRemote | spanFlags.isRemote
  return {
    traceId,
    spanId,
    ...(parentSpanId === undefined ? {} : { parentSpanId }),
    flags: (sampled ? spanFlags.sampled : 0) | remote,
  }
}

function headerOf(phase: Phase): TraceHeader & { readonly traceId: string } {
  const header = recordsOf(phase).find(({ tracing }) => tracing !== undefined)?.tracing?.value
  const { traceId, ...rest } = parseTraceHeader(header ?? '')
  if (traceId !== undefined) return { traceId, ...rest }
  const { invocation, requestId, seed } = phase
  if (invocation !== undefined) return headerOf(invocation)
  // Attempts of one invocation are one trace. Without a trace its parent would be nobody.
  const own = requestId === undefined ? seed : [requestId]
  return { traceId: traceIdFor(...own), sampled: true }
}

function spanIdOf(phase: Phase, taken: Set<string>): string {
  const told = recordsOf(phase).find(({ tracing }) => isSpanId(tracing?.spanId))?.tracing?.spanId
  const spanId = told === undefined || taken.has(told) ? spanIdFor(...phase.seed) : told
  taken.add(spanId)
  return spanId
}

import { randomBytes } from 'node:crypto'

/** The X-Ray context of one invocation, as the platform's records carry it. */
export interface TraceContext {
  readonly type: 'X-Amzn-Trace-Id'
  readonly value: string
  readonly spanId: string
}

/** A fresh, sampled X-Ray header. Documented: "Tracing header" of the X-Ray developer guide. */
export function newTraceHeader(nowMs: number): string {
  const random = randomBytes(20).toString('hex')
  const seconds = Math.trunc(nowMs / 1000)
    .toString(16)
    .padStart(8, '0')
  return `Root=1-${seconds}-${random.slice(0, 24)};Parent=${random.slice(24)};Sampled=1`
}

/** What telemetry tells of a trace: nothing unless it is sampled and has a root. Core: `telemetry/tracer.go`. */
export function traceContext(header: string | undefined): TraceContext | undefined {
  if (header === undefined || !/Root=/.test(header) || !/Sampled=1/.test(header)) return undefined
  return { spanId: randomBytes(8).toString('hex'), type: 'X-Amzn-Trace-Id', value: header }
}

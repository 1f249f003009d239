/** How often something arrived, by its name. */
export type Tally = Readonly<Record<string, number>>

/** Everything that a collector has received so far. */
export interface CollectorCounts {
  /** Spans, by span name. */
  readonly spans: Tally
  /** Data points, by metric name. */
  readonly metrics: Tally
  /** Log records, by body. */
  readonly logs: Tally
  /** Events of the Telemetry API, by type. */
  readonly telemetry: Tally
}

/** Before anything has arrived. */
export const nothingCounted: CollectorCounts = { spans: {}, metrics: {}, logs: {}, telemetry: {} }

/** How many things a tally holds, whatever their names. */
export function total(tally: Tally): number {
  return Object.values(tally).reduce((sum, count) => sum + count, 0)
}

/** The counts with what one request brought. Throws when the collector has no such path. */
export function count(before: CollectorCounts, path: string, body: unknown): CollectorCounts {
  const read = readers[path]
  if (read === undefined) throw new Error(`nothing is collected on ${path}`)
  const { kind, names } = read(body)
  const tally = { ...before[kind] }
  for (const name of names) tally[name] = (tally[name] ?? 0) + 1
  return { ...before, [kind]: tally }
}

interface Named {
  readonly kind: keyof CollectorCounts
  readonly names: readonly string[]
}

/** The parts of OTLP/JSON that have a name. */
interface OtlpRequest {
  readonly resourceSpans?: readonly { scopeSpans: readonly { spans: readonly Span[] }[] }[]
  readonly resourceMetrics?: readonly { scopeMetrics: readonly { metrics: readonly Metric[] }[] }[]
  readonly resourceLogs?: readonly { scopeLogs: readonly { logRecords: readonly LogRecord[] }[] }[]
}
interface Span {
  readonly name: string
}
interface Points {
  readonly dataPoints: readonly unknown[]
}
interface Metric {
  readonly name: string
  readonly sum?: Points
  readonly gauge?: Points
  readonly histogram?: Points
}
interface LogRecord {
  readonly body: { readonly stringValue: string }
}

const readers: Readonly<Record<string, (body: unknown) => Named>> = {
  '/v1/traces': (body) => {
    const scopes = (body as OtlpRequest).resourceSpans?.flatMap((each) => each.scopeSpans) ?? []
    const spans = scopes.flatMap((scope) => scope.spans)
    return { kind: 'spans', names: spans.map(({ name }) => name) }
  },
  '/v1/metrics': (body) => {
    const scopes = (body as OtlpRequest).resourceMetrics?.flatMap((each) => each.scopeMetrics) ?? []
    const metrics = scopes.flatMap((scope) => scope.metrics)
    return { kind: 'metrics', names: metrics.flatMap(namePerPoint) }
  },
  '/v1/logs': (body) => {
    const scopes = (body as OtlpRequest).resourceLogs?.flatMap((each) => each.scopeLogs) ?? []
    const records = scopes.flatMap((scope) => scope.logRecords)
    return { kind: 'logs', names: records.map((record) => record.body.stringValue) }
  },
  '/telemetry': (body) => {
    const events = body as readonly { readonly type: string }[]
    return { kind: 'telemetry', names: events.map(({ type }) => type) }
  },
}

function namePerPoint({ name, sum, gauge, histogram }: Metric): string[] {
  const { dataPoints } = sum ?? gauge ?? histogram ?? { dataPoints: [] }
  return dataPoints.map(() => name)
}

import { nanoText } from './unix-nano.ts'

/** From the first to the last event, in nanoseconds since 1970. */
export interface Interval {
  readonly from: bigint
  readonly to: bigint
}

/** `AGGREGATION_TEMPORALITY_CUMULATIVE`. */
const cumulative = 2

interface PointTimes {
  /** Nanoseconds since 1970, in decimal. */
  readonly startTimeUnixNano: string
  readonly timeUnixNano: string
}

/** A count at a time. */
export interface OtlpSumPoint extends PointTimes {
  /** A whole number, in decimal. */
  readonly asInt: string
}

/** A counter, as OTLP/JSON writes it. */
export interface OtlpSum {
  readonly aggregationTemporality: typeof cumulative
  readonly isMonotonic: true
  readonly dataPoints: readonly OtlpSumPoint[]
}

/** A distribution at a time. */
export interface OtlpHistogramPoint extends PointTimes {
  /** A whole number, in decimal. */
  readonly count: string
  readonly sum: number
  readonly min: number
  readonly max: number
  /** One more than bounds: how many values were at most the bound, and above the one before it. */
  readonly bucketCounts: readonly string[]
  readonly explicitBounds: readonly number[]
}

/** A histogram, as OTLP/JSON writes it. */
export interface OtlpHistogram {
  readonly aggregationTemporality: typeof cumulative
  readonly dataPoints: readonly OtlpHistogramPoint[]
}

/** `opentelemetry.proto.metrics.v1.Metric`, as OTLP/JSON writes it. */
export type OtlpMetric = {
  readonly name: string
  readonly unit: string
} & ({ readonly sum: OtlpSum } | { readonly histogram: OtlpHistogram })

/** How often something happened in an interval. */
export function counter(name: string, unit: string, count: number, interval: Interval): OtlpMetric {
  const dataPoints = [{ ...timesOf(interval), asInt: String(count) }]
  return {
    name,
    unit,
    sum: { aggregationTemporality: cumulative, isMonotonic: true, dataPoints },
  }
}

/** How these values are distributed; nothing if there are none. */
export function histogram(
  name: string,
  unit: string,
  values: readonly number[],
  bounds: readonly number[],
  interval: Interval,
): OtlpMetric[] {
  if (values.length === 0) return []
  const counts = [...bounds, Infinity].map(
    (bound, index) =>
      values.filter((value) => value <= bound && value > (bounds[index - 1] ?? -Infinity)).length,
  )
  const point = {
    ...timesOf(interval),
    count: String(values.length),
    sum: values.reduce((sum, value) => sum + value, 0),
    min: values.reduce((least, value) => Math.min(least, value)),
    max: values.reduce((most, value) => Math.max(most, value)),
    bucketCounts: counts.map(String),
    explicitBounds: bounds,
  }
  return [{ name, unit, histogram: { aggregationTemporality: cumulative, dataPoints: [point] } }]
}

function timesOf({ from, to }: Interval): PointTimes {
  return { startTimeUnixNano: nanoText(from), timeUnixNano: nanoText(to) }
}

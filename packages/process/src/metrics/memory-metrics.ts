import type { MetricLabels, MetricsSink } from './metrics-sink.ts'

/** What a histogram amounts to. */
export interface HistogramSummary {
  readonly count: number
  readonly sum: number
  readonly least: number
  readonly most: number
}

/** Keeps the figures, to be read in tests. A series is `name` or `name{label=value,…}`. */
export class MemoryMetrics implements MetricsSink {
  readonly #numbers = new Map<string, number>()
  readonly #histograms = new Map<string, HistogramSummary>()

  counter(name: string, by: number, labels?: MetricLabels): void {
    const series = seriesOf(name, labels)
    this.#numbers.set(series, (this.#numbers.get(series) ?? 0) + by)
  }

  gauge(name: string, value: number, labels?: MetricLabels): void {
    this.#numbers.set(seriesOf(name, labels), value)
  }

  histogram(name: string, value: number, labels?: MetricLabels): void {
    const series = seriesOf(name, labels)
    const { count, sum, least, most } = this.#histograms.get(series) ?? none
    this.#histograms.set(series, {
      count: count + 1,
      sum: sum + value,
      least: Math.min(least, value),
      most: Math.max(most, value),
    })
  }

  /** A counter or gauge; 0 while nobody wrote it. */
  read(name: string, labels?: MetricLabels): number {
    return this.#numbers.get(seriesOf(name, labels)) ?? 0
  }

  /** A histogram, or `undefined` while nobody wrote it. */
  summary(name: string, labels?: MetricLabels): HistogramSummary | undefined {
    return this.#histograms.get(seriesOf(name, labels))
  }

  /** Every counter and gauge by its series. */
  snapshot(): Readonly<Record<string, number>> {
    return Object.fromEntries(this.#numbers)
  }
}

const none: HistogramSummary = { count: 0, sum: 0, least: Infinity, most: -Infinity }

function seriesOf(name: string, labels: MetricLabels = {}): string {
  const pairs = Object.entries(labels).map(([label, value]) => `${label}=${value}`)
  return pairs.length === 0 ? name : `${name}{${pairs.toSorted().join(',')}}`
}

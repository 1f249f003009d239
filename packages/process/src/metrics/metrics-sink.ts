/** What a figure is about, such as `{ process_kind: 'task' }`. */
export type MetricLabels = Readonly<Record<string, string>>

/** Where figures go. It is called in the turn in which something happens, and must not throw. */
export interface MetricsSink {
  /** So many more of something. */
  counter(name: string, by: number, labels?: MetricLabels): void
  /** So many there are now. */
  gauge(name: string, value: number, labels?: MetricLabels): void
  /** One measured value. */
  histogram(name: string, value: number, labels?: MetricLabels): void
}

/** The value below which so much of the sample lies: 0.5 for the median. */
export function percentile(sample: readonly number[], share: number): number {
  const sorted = [...sample].sort((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] as number
}

/** One line of the result: ours, the yardstick, their ratio, and what is allowed. */
export interface Row {
  readonly what: string
  readonly ours: number
  readonly bare?: number | undefined
  readonly unit: string
  /** The largest ratio (or value, where there is no yardstick) that is fine. */
  readonly bound?: number | undefined
}

/** The ratio of ours to the yardstick, or ours where there is none. */
export function judged({ ours, bare }: Row): number {
  return bare === undefined ? ours : ours / bare
}

export function table(rows: readonly Row[]): string {
  const cells = rows.map((row) => [
    row.what,
    figure(row.ours, row.unit),
    row.bare === undefined ? '' : figure(row.bare, row.unit),
    row.bare === undefined ? '' : `${judged(row).toFixed(2)} x`,
    row.bound === undefined
      ? ''
      : `<= ${row.bound}${row.bare === undefined ? ` ${row.unit}` : ' x'}`,
    row.bound === undefined ? '' : judged(row) <= row.bound ? 'ok' : 'OVER',
  ])
  const all = [['', 'simulator', 'yardstick', 'ratio', 'bound', ''], ...cells]
  const widths = all[0]?.map((_, column) => Math.max(...all.map((row) => row[column]?.length ?? 0)))
  return all
    .map((row) =>
      row
        .map((cell, column) =>
          column === 0 ? cell.padEnd(widths?.[0] ?? 0) : cell.padStart(widths?.[column] ?? 0),
        )
        .join('  ')
        .trimEnd(),
    )
    .join('\n')
}

function figure(value: number, unit: string): string {
  return `${value.toFixed(value < 10 ? 2 : value < 100 ? 1 : 0)} ${unit}`
}

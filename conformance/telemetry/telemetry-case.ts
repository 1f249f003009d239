import { readCases } from '../read-cases.ts'

/** A behaviour of the Telemetry API or the Logs API. `cases/README.md` explains each member. */
export interface TelemetryCase {
  readonly id: string
  readonly area: string
  /** A source shows that the platform does so. Otherwise it is a choice, on which `decisions.ts` has the last word. */
  readonly strict: boolean
  readonly given: string
  readonly when: string
  readonly expect: string
  readonly source: string
}

export const telemetryCases: readonly TelemetryCase[] = readCases<TelemetryCase>('telemetry')

/** The cases that a test proves, by its title: `ABC-001, ABC-002: what it states`. */
export function idsIn(title: string): string[] {
  const [, ids = ''] = /^((?:[A-Z]{3}-\d{3}(?:, )?)+): /.exec(title) ?? []
  return ids === '' ? [] : ids.split(', ')
}

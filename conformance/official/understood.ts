import { expect } from '@jest/globals'
import type { Simulator } from '@sim/simulator'
import type { LogsSchemaVersion, TelemetryCategory, TelemetryEvent } from '@sim/telemetry-api'
import type { ClientRecord } from './client-records.ts'
import { logsOf } from './logs-of.ts'

/**
 * Holds that a client understood every event of these categories, each as often as it was told of and in its order, and that
 * no batch was refused or lost. A client need not know every member of a record.
 */
export function expectTelemetryUnderstood(
  simulator: Simulator,
  records: readonly ClientRecord[],
  types: readonly TelemetryCategory[],
): void {
  const emitted = simulator.telemetry
    .events()
    .filter((event) => isOf(types, event) && event.type !== 'platform.logsSubscription')
  expectUnderstood(simulator, records, emitted)
}

/** The same of the Logs API. */
export function expectLogsUnderstood(
  simulator: Simulator,
  records: readonly ClientRecord[],
  types: readonly TelemetryCategory[],
  version: LogsSchemaVersion,
): void {
  const emitted = simulator.telemetry
    .events()
    .filter((event) => isOf(types, event))
    .flatMap((event) => logsOf(event, version))
  expectUnderstood(simulator, records, emitted)
}

function expectUnderstood(
  { journal }: Simulator,
  records: readonly ClientRecord[],
  emitted: readonly ClientRecord[],
): void {
  expect(records.filter(({ refused }) => refused !== undefined)).toEqual([])
  const retries = journal.entries('telemetry.retried').map(({ cause }) => cause)
  expect(retries.filter((cause) => !unreached.test(cause))).toEqual([])
  expect(journal.entries('telemetry.dropped')).toEqual([])
  expect(records.map(({ type }) => type)).toEqual(emitted.map(({ type }) => type))
  for (const [index, event] of emitted.entries()) expect(event).toMatchObject(known(records[index]))
}

/** Nobody was there. A client between two connections, or two lives, has no listener. */
const unreached = /ECONNREFUSED|ECONNRESET|EPIPE|socket hang up|closed unanswered/

/** Clients fill in lists that are not there. */
function known(record: ClientRecord | undefined): object {
  return JSON.parse(JSON.stringify(record ?? {}), (key, value: unknown) =>
    key === 'spans' && (value as unknown[]).length === 0 ? undefined : value,
  ) as object
}

function isOf(types: readonly TelemetryCategory[], { type }: TelemetryEvent): boolean {
  const category = type === 'function' || type === 'extension' ? type : 'platform'
  return types.includes(category)
}

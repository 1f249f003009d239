import type { WaitLimits } from '@sim/core'
import type { TelemetryEvent, TelemetryRecords } from '@sim/telemetry-api'
import { inspect } from 'node:util'
import { isAsDescribed, type Described } from './described.ts'

/** The name of an event: `platform.start`, `platform.report`, `function`, … */
export type TelemetryType = keyof TelemetryRecords

/** Which events of a type: any part of their record, or a condition on the event. */
export type TelemetryWhere<T extends TelemetryType> =
  Described<TelemetryRecords[T]> | ((event: TelemetryEvent<T>) => boolean)

/** What is looked for among events. */
export interface TelemetrySearch<T extends TelemetryType> {
  readonly type: T
  readonly where?: TelemetryWhere<T> | undefined
}

/** Whether an event is one that is looked for. */
export function isFound<T extends TelemetryType>(
  event: TelemetryEvent,
  { type, where }: TelemetrySearch<T>,
): event is TelemetryEvent<T> {
  if (event.type !== type) return false
  if (where === undefined) return true
  return typeof where === 'function'
    ? where(event as TelemetryEvent<T>)
    : isAsDescribed(event.record, where)
}

/** What is looked for, in words: completes "waited 5000 ms for …". */
export function wanted<T extends TelemetryType>({ type, where }: TelemetrySearch<T>): string {
  if (where === undefined) return type
  return typeof where === 'function'
    ? `${type} that meets a condition`
    : `${type} with ${inLine(where)}`
}

/** What there is instead: how many events of which type, and the newest of the type that is looked for. */
export function summary(type: TelemetryType, events: readonly TelemetryEvent[]): string {
  if (events.length === 0) return 'no events'
  const counts = new Map<string, number>()
  for (const event of events) counts.set(event.type, (counts.get(event.type) ?? 0) + 1)
  const parts = [...counts].map(([name, number]) => `${name} × ${number}`)
  const newest = events.findLast((event) => event.type === type)
  const rest = newest === undefined ? '' : `; the newest ${type} is ${inLine(newest.record)}`
  return `${parts.join(', ')}${rest}`
}

/** No record of the platform has these members: as the last argument they are how long to wait. */
export function areLimits(value: unknown): value is WaitLimits {
  if (typeof value !== 'object' || value === null) return false
  const keys = Object.keys(value)
  return keys.length > 0 && keys.every((key) => key === 'timeoutMs' || key === 'signal')
}

function inLine(value: unknown): string {
  return inspect(value, { depth: 4, breakLength: Infinity, maxStringLength: 200 })
}

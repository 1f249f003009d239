import { TelemetryEvent } from '@sim/telemetry-api'
import type { WaitLimits } from '@sim/core'
import { isPlainObject } from './partial-equality.ts'

/** An event as it is wanted: `type`, and any part of what else an event has. */
export interface Wanted {
  readonly type: string
  readonly record?: unknown
  readonly time?: unknown
}

/** What a telemetry matcher was asked for. */
export interface TelemetryExpectation {
  /** In this order. */
  readonly wanted: readonly Wanted[]
  /** Whether a list was given: then it is about their order, too. */
  readonly isList: boolean
  readonly limits: WaitLimits
  /** The arguments that were given, each in a word. */
  readonly args: readonly string[]
}

/** The names of all events that the platform tells. */
export const knownTypes: readonly string[] = TelemetryEvent.options.map(
  ({ shape }) => shape.type.value,
)

/** Reads the arguments of a telemetry matcher; `undefined` when they are none. */
export function telemetryExpectation(args: readonly unknown[]): TelemetryExpectation | undefined {
  const [first, second, third] = args
  if (typeof first === 'string') return byName(first, second, third)
  const limits = (second ?? {}) as WaitLimits
  if (!Array.isArray(first)) {
    return isWanted(first) ? { wanted: [first], isList: false, limits, args: ['event'] } : undefined
  }
  const wanted = first.map((one: unknown) => (typeof one === 'string' ? { type: one } : one))
  if (wanted.length === 0 || !wanted.every(isWanted)) return undefined
  return { wanted, isList: true, limits, args: ['events'] }
}

function byName(type: string, second: unknown, third: unknown): TelemetryExpectation {
  const isLimits = third === undefined && areLimits(second)
  const record = isLimits ? undefined : second
  const limits = ((isLimits ? second : third) ?? {}) as WaitLimits
  return record === undefined
    ? { wanted: [{ type }], isList: false, limits, args: ['type'] }
    : { wanted: [{ type, record }], isList: false, limits, args: ['type', 'record'] }
}

/** No record of the platform has these members: as the last argument they are how long to wait. */
function areLimits(value: unknown): boolean {
  if (!isPlainObject(value)) return false
  const keys = Object.keys(value)
  return keys.length > 0 && keys.every((key) => key === 'timeoutMs' || key === 'signal')
}

function isWanted(value: unknown): value is Wanted {
  return isPlainObject(value) && typeof value['type'] === 'string'
}

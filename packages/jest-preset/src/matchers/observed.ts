import type { Invocation, InvocationResult, Simulator } from '@sim/simulator'
import type { TelemetryEvent } from '@sim/telemetry-api'

/** As much of a simulator as matchers look at. */
export type ObservedSimulator = Pick<
  Simulator,
  | 'extensions'
  | 'freezer'
  | 'isFrozen'
  | 'journal'
  | 'phase'
  | 'phases'
  | 'processes'
  | 'queued'
  | 'settings'
  | 'signals'
  | 'telemetry'
>

/** Judged by its members: it may be of another copy of its class, or from another realm. */
export function isSimulator(value: unknown): value is ObservedSimulator {
  return (
    hasMethods(value, 'journal', ['entries', 'subscribe']) &&
    hasMethods(value, 'telemetry', ['events']) &&
    hasMethods(value, 'phases', ['subscribe']) &&
    hasMethods(value, 'freezer', [])
  )
}

/** An invocation, whether it has its answer or not. */
export function isInvocation(value: unknown): value is Invocation {
  return isObject(value) && 'progress' in value && 'requestId' in value && 'logs' in value
}

/** What the caller of a function gets, as `invocation.completed()` hands it out. */
export function isResult(value: unknown): value is InvocationResult {
  return (
    isObject(value) &&
    'status' in value &&
    'functionError' in value &&
    'payload' in value &&
    ArrayBuffer.isView(value.payload)
  )
}

/** A list of telemetry events, such as a subscriber is sent. */
export function isEventList(value: unknown): value is readonly TelemetryEvent[] {
  return (
    Array.isArray(value) &&
    value.every((event) => isObject(event) && 'type' in event && typeof event.type === 'string')
  )
}

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null

function hasMethods(value: unknown, member: string, methods: readonly string[]): boolean {
  if (!isObject(value)) return false
  const part = (value as Readonly<Record<string, unknown>>)[member]
  return (
    isObject(part) &&
    methods.every((name) => typeof (part as Record<string, unknown>)[name] === 'function')
  )
}

import type { InitializationType, InitPhase } from '../records/init-phase.ts'
import type { Span } from '../records/span.ts'
import type { Status } from '../records/status.ts'
import type { TraceContext } from '../records/trace-context.ts'
import type { TelemetryEvent } from '../events/telemetry-event.ts'

/** What the platform does in one go, and tells of in up to three events: its start, its runtime done, its report. */
export type PhaseKind = 'init' | 'restore' | 'invocation'

/** Which of the three. */
export type PhasePart = 'start' | 'runtimeDone' | 'report'

/** The events of phases, and what each of them is. */
export const phaseEvents = {
  'platform.initStart': ['init', 'start'],
  'platform.initRuntimeDone': ['init', 'runtimeDone'],
  'platform.initReport': ['init', 'report'],
  'platform.restoreStart': ['restore', 'start'],
  'platform.restoreRuntimeDone': ['restore', 'runtimeDone'],
  'platform.restoreReport': ['restore', 'report'],
  'platform.start': ['invocation', 'start'],
  'platform.runtimeDone': ['invocation', 'runtimeDone'],
  'platform.report': ['invocation', 'report'],
} as const satisfies Partial<Record<TelemetryEvent['type'], readonly [PhaseKind, PhasePart]>>

/** The event of a phase. */
export type PhaseEvent = TelemetryEvent<keyof typeof phaseEvents>

/** Whether an event belongs to a phase. */
export function isPhaseEvent(event: TelemetryEvent): event is PhaseEvent {
  return Object.hasOwn(phaseEvents, event.type)
}

/** Which execution environment of which function. */
export interface Instance {
  readonly functionName?: string | undefined
  readonly functionVersion?: string | undefined
  /** The name of the log stream. */
  readonly instanceId?: string | undefined
  /** Bytes. */
  readonly instanceMaxMemory?: number | undefined
}

/** The members that records of phases have. Each is missing in some of them. */
export interface PhaseRecord extends Instance {
  readonly requestId?: string | undefined
  readonly initializationType?: InitializationType | undefined
  readonly phase?: InitPhase | undefined
  readonly version?: string | undefined
  readonly functionArn?: string | undefined
  readonly tenantId?: string | undefined
  readonly status?: Status | undefined
  readonly errorType?: string | undefined
  readonly metrics?: Readonly<Partial<Record<string, number>>> | undefined
  readonly spans?: readonly Span[] | undefined
  readonly tracing?: TraceContext | undefined
}

/** One init, restore or invocation, as far as the events tell of it. */
export interface Phase {
  readonly kind: PhaseKind
  /** Always the same for the same events, and no other phase has it. */
  readonly seed: readonly string[]
  readonly instance: Instance
  /** Of an invocation. */
  readonly requestId?: string | undefined
  start?: PhaseEvent | undefined
  /** One as a rule; two when the environment failed after the runtime was done. Core: `rapid/handlers.go`. */
  readonly runtimeDone: PhaseEvent[]
  report?: PhaseEvent | undefined
  /** Of an init or a restore: the invocation that had to wait for it. */
  invocation?: Phase | undefined
  /** Of an invocation: whether it had to wait for an init or a restore. */
  isCold: boolean
}

/** The records of a phase that are there, in their order. */
export function recordsOf({ start, runtimeDone, report }: Phase): PhaseRecord[] {
  return [start, ...runtimeDone, report].flatMap((event) => (event ? [event.record] : []))
}

/**
 * The record that tells how a phase ended: the first that is no success, else the last one.
 *
 * AWS documents that of the runtime's end; an extension can still make the phase fail after that, which only the report tells.
 */
export function outcomeOf({ runtimeDone, report }: Phase): PhaseRecord | undefined {
  const ends = [...runtimeDone, ...(report === undefined ? [] : [report])]
  const records: PhaseRecord[] = ends.map(({ record }) => record)
  return records.find(({ status }) => status !== 'success') ?? records.at(-1)
}

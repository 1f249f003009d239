import type { TelemetryEvent } from '../events/telemetry-event.ts'
import {
  isPhaseEvent,
  phaseEvents,
  type Instance,
  type Phase,
  type PhaseEvent,
  type PhaseKind,
  type PhaseRecord,
} from './phase.ts'

/** What events tell of. */
export interface Reading {
  /** In the order in which they were first told of. */
  readonly phases: readonly Phase[]
  /** Of each event: the phase that it belongs to, or in which it was printed, and the instance of that time. */
  readonly places: readonly { readonly phase: Phase | undefined; readonly instance: Instance }[]
}

/**
 * Puts the events of each phase together. Any events will do: what is missing, or has come twice, is never an error.
 */
export function readPhases(events: readonly TelemetryEvent[]): Reading {
  const reader = new PhaseReader()
  const places = events.map((event) => {
    const phase = reader.see(event)
    return { phase, instance: phase?.instance ?? reader.instance }
  })
  return { phases: reader.phases, places }
}

/**
 * The events of one invocation, all of its attempts, oldest first: its start, its runtime done and its report, and what runtime
 * and extensions printed in between.
 *
 * Where several invocations run at a time a line belongs to the one that its JSON names as its `requestId`, or to none: the
 * platform does not tell.
 */
export function eventsOfInvocation(
  events: readonly TelemetryEvent[],
  requestId: string,
): TelemetryEvent[] {
  const { places } = readPhases(events)
  return events.filter((_, index) => places[index]?.phase?.requestId === requestId)
}

class PhaseReader {
  readonly phases: Phase[] = []
  /** Of the newest init or restore. */
  instance: Instance = {}
  /** The init and the restore that are not over. */
  readonly #preparing = new Map<PhaseKind, Phase>()
  /** The newest invocation of each id, and those that are running. */
  readonly #invocations = new Map<string, Phase>()
  readonly #running = new Set<Phase>()
  /** What the next invocation has to wait for. */
  #awaited: Phase[] = []
  readonly #seeds = new Map<string, number>()

  see(event: TelemetryEvent): Phase | undefined {
    if (isPhaseEvent(event)) return this.#seePhase(event)
    return event.type === 'function' || event.type === 'extension'
      ? this.#printedIn(event.record)
      : undefined
  }

  #seePhase(event: PhaseEvent): Phase {
    const [kind, part] = phaseEvents[event.type]
    const phase = part === 'start' ? this.#begin(kind, event) : this.#open(kind, event)
    if (part === 'start') phase.start = event
    else if (part === 'runtimeDone') phase.runtimeDone.push(event)
    else this.#end(phase, event)
    return phase
  }

  #begin(kind: PhaseKind, event: PhaseEvent): Phase {
    const record: PhaseRecord = event.record
    if (kind !== 'invocation') this.instance = record
    else
      this.instance = {
        ...this.instance,
        functionVersion: record.version ?? this.instance.functionVersion,
      }
    // A new generation: whatever ran in the old one does so no more.
    if (kind === 'init') this.#running.clear()
    return this.#add(kind, event)
  }

  /** The phase of an event that is not its first; a new one if its start is not among the events. */
  #open(kind: PhaseKind, event: PhaseEvent): Phase {
    const { requestId = '' }: PhaseRecord = event.record
    const known =
      kind === 'invocation' ? this.#invocations.get(requestId) : this.#preparing.get(kind)
    return known === undefined || known.report !== undefined ? this.#add(kind, event) : known
  }

  #end(phase: Phase, event: PhaseEvent): void {
    const { metrics = {} }: PhaseRecord = event.record
    phase.report = event
    this.#running.delete(phase)
    if (this.#preparing.get(phase.kind) === phase) this.#preparing.delete(phase.kind)
    if ('initDurationMs' in metrics || 'restoreDurationMs' in metrics) phase.isCold = true
  }

  #add(kind: PhaseKind, event: PhaseEvent): Phase {
    const record: PhaseRecord = event.record
    const seed = this.#seedOf(kind, event)
    const { requestId } = record
    const phase: Phase = {
      kind,
      seed,
      instance: this.instance,
      requestId,
      runtimeDone: [],
      isCold: false,
    }
    this.phases.push(phase)
    if (requestId !== undefined) this.#invoke(phase, requestId)
    else {
      this.#preparing.set(kind, phase)
      if (isAwaited(kind, record)) this.#awaited.push(phase)
    }
    return phase
  }

  #invoke(phase: Phase, requestId: string): void {
    this.#invocations.set(requestId, phase)
    this.#running.add(phase)
    for (const preparation of this.#awaited) preparation.invocation = phase
    phase.isCold = this.#awaited.length > 0
    this.#awaited = []
  }

  // A retried invocation has the request id of the first attempt.
  #seedOf(kind: PhaseKind, { time, record }: PhaseEvent): readonly string[] {
    const { requestId }: PhaseRecord = record
    const own = requestId === undefined ? [this.instance.instanceId ?? '', time] : [requestId]
    const key = JSON.stringify([kind, ...own])
    const count = (this.#seeds.get(key) ?? 0) + 1
    this.#seeds.set(key, count)
    return [kind, ...own, String(count)]
  }

  #printedIn(line: TelemetryEvent<'function'>['record']): Phase | undefined {
    const named = typeof line === 'object' ? line['requestId'] : undefined
    const known = typeof named === 'string' ? this.#invocations.get(named) : undefined
    if (known !== undefined) return known
    if (this.#running.size > 0) {
      return this.#running.size === 1 ? [...this.#running][0] : undefined
    }
    return this.#preparing.get('restore') ?? this.#preparing.get('init')
  }
}

/**
 * Whether an init or a restore makes an invocation wait. What is prepared ahead of all invocations does not: a snapshot,
 * provisioned concurrency, a managed instance. Documented: the life cycle of the execution environment.
 */
function isAwaited(kind: PhaseKind, { initializationType, phase }: PhaseRecord): boolean {
  return kind === 'restore' || phase === 'invoke' || initializationType === 'on-demand'
}

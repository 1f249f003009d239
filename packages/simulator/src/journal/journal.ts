import { Log, systemClock, type Clock, type Watchable } from '@sim/core'
import type { ExtensionEventType, ShutdownReason } from '@sim/extensions-api'
import type { ExitReason } from '@sim/process'
import type { RefusalListener } from '@sim/protocol'
import type { TelemetryEvent } from '@sim/telemetry-api'
import type { Phase } from '../environment/phase.ts'
import type { ApplicationLogLevel } from '../logs/log-level.ts'

/** Who a process is. */
export type ProcessRole = 'runtime' | 'extension'

/** A call that an API refused. */
export type Refused = Parameters<RefusalListener>[0]

/** What can happen, by the name of the entry that tells of it. */
export interface JournalFacts {
  phase: { readonly from: Phase; readonly to: Phase }
  'process.spawned': { readonly role: ProcessRole; readonly name: string; readonly pid: number }
  'process.exited': {
    readonly role: ProcessRole
    readonly name: string
    readonly pid: number
    readonly reason: ExitReason
  }
  'process.output': {
    readonly role: ProcessRole
    readonly name: string
    /** `log`: the descriptor on which runtimes write whole messages. */
    readonly stream: 'stdout' | 'stderr' | 'log'
    /** Without the line feed at its end. Only a message of a log descriptor may have others. */
    readonly text: string
    /** As its runtime told by the log descriptor. */
    readonly level?: ApplicationLogLevel | undefined
    /** Of the invocation that was running, if there was one. */
    readonly requestId?: string | undefined
  }
  'runtime.polled': { readonly state: string }
  'runtime.init-error': { readonly errorType: string }
  /** It may be put into a snapshot: it waits to be restored. */
  'runtime.restore-polled': Readonly<Record<never, never>>
  'runtime.restore-error': { readonly errorType: string }
  'extension.registered': { readonly name: string; readonly events: readonly string[] }
  'extension.polled': { readonly name: string }
  'extension.handed': { readonly name: string; readonly event: ExtensionEventType }
  'extension.error': { readonly name: string; readonly errorType: string }
  'invocation.queued': { readonly requestId: string }
  'invocation.dispatched': { readonly requestId: string; readonly deadlineMs: number }
  'invocation.handed': { readonly requestId: string }
  /** The runtime begins to respond to a caller who takes the response as it comes. */
  'invocation.responding': {
    readonly requestId: string
    readonly contentType: string | undefined
    readonly responseMode: 'buffered' | 'streaming'
  }
  'invocation.answered': { readonly requestId: string; readonly status: string }
  'invocation.ended': { readonly requestId: string; readonly status: string }
  /** An event of the Invoke API failed, for the `attempt`-th time, and will be tried again. */
  'event.retrying': { readonly requestId: string; readonly attempt: number }
  /** It failed once more, and is given up. */
  'event.discarded': { readonly requestId: string; readonly attempt: number }
  refused: Refused
  failed: { readonly errorType: string; readonly message: string }
  /** Something would not end, even by SIGKILL. */
  unended: { readonly message: string }
  /** A process, or the environment of which it is the largest, used more than it may; it is killed. */
  'memory.exceeded': {
    readonly role: ProcessRole
    readonly name: string
    readonly pid: number
    /** Of the process with its descendants. */
    readonly usedMb: number
    readonly limitMb: number
  }
  frozen: { readonly epoch: number; readonly pids: readonly number[]; readonly durationMs: number }
  'freeze.superseded': { readonly epoch: number }
  'freeze.failed': { readonly code: string; readonly message: string }
  thawed: { readonly epoch: number; readonly pids: readonly number[] }
  telemetry: { readonly event: TelemetryEvent }
  'telemetry.delivered': {
    readonly subscriber: string
    readonly events: number
    readonly bytes: number
  }
  'telemetry.retried': { readonly subscriber: string; readonly cause: string }
  'telemetry.dropped': {
    readonly subscriber: string
    readonly events: number
    readonly reason: string
  }
  shutdown: { readonly reason: ShutdownReason; readonly budgetMs: number }
}

/** The names of what can happen. */
export type JournalEntryType = keyof JournalFacts

/** One thing that happened. */
export type JournalEntry<T extends JournalEntryType = JournalEntryType> = {
  [Type in T]: {
    /** Counts from 1 and never repeats. */
    readonly sequence: number
    readonly type: Type
    /** Monotonic milliseconds since the environment began. */
    readonly atMs: number
    /** Milliseconds since 1970. */
    readonly wallMs: number
    /** Counts from 1; a reset begins the next one. */
    readonly generation: number
  } & JournalFacts[Type]
}[T]

/**
 * Everything that happened in one environment, oldest first, bounded.
 *
 * Waits, telemetry queries and timelines are views of it. As a `Watchable` its value is the newest entry.
 */
export class Journal implements Watchable<JournalEntry | undefined> {
  /** Which generation what happens now belongs to. Set by the environment. */
  generation = 1
  readonly #log: Log<JournalEntry>
  readonly #clock: Clock
  readonly #startedAt: number

  constructor(limit?: number, clock: Clock = systemClock) {
    this.#log = new Log(limit)
    this.#clock = clock
    this.#startedAt = clock.monotonic()
  }

  get current(): JournalEntry | undefined {
    return this.#log.current
  }

  /** How many entries were ever made. */
  get length(): number {
    return this.#log.appended
  }

  /** What the journal still holds, of one type or of all. */
  entries(): JournalEntry[]
  entries<T extends JournalEntryType>(type: T): JournalEntry<T>[]
  entries(type?: JournalEntryType): JournalEntry[] {
    const all = this.#log.entries()
    return type === undefined ? all : all.filter((entry) => entry.type === type)
  }

  subscribe(listener: (entry: JournalEntry | undefined) => void): Disposable {
    return this.#log.subscribe(listener)
  }

  /** Writes down what has just happened. */
  record<T extends JournalEntryType>(type: T, facts: JournalFacts[T]): void {
    const entry = {
      sequence: this.#log.appended + 1,
      type,
      atMs: this.#clock.monotonic() - this.#startedAt,
      wallMs: this.#clock.now(),
      generation: this.generation,
      ...facts,
    }
    this.#log.append(entry as unknown as JournalEntry)
  }
}

import { Timestamps, type Clock, type Log } from '@sim/core'
import type { Subscription } from '../delivery/subscription.ts'
import { notKept } from './not-kept.ts'
import { printedLine, type LogFormat, type PrintedLine } from './printed-line.ts'
import type { PlatformLogsDropped } from '../records/platform-logs-dropped.ts'
import { RenderedEvent } from './rendered-event.ts'
import { ReplayBuffer } from './replay-buffer.ts'
import type { TelemetryEvent, TelemetryRecords } from './telemetry-event.ts'

interface Outgoing {
  readonly event: RenderedEvent
  /** The subscription whose loss the event tells of. */
  readonly about: Subscription | undefined
}

/**
 * Takes every event, in one order for all, to the replay buffer, to each subscription and to the
 * log.
 */
export class EventRelay {
  readonly #clock: Clock
  readonly #log: Log<TelemetryEvent>
  readonly #timestamps = new Timestamps()
  readonly #outgoing: Outgoing[] = []
  #isRelaying = false
  #subscriptions: readonly Subscription[] = []
  #replay: ReplayBuffer | undefined = new ReplayBuffer()

  constructor(clock: Clock, log: Log<TelemetryEvent>) {
    this.#clock = clock
    this.#log = log
  }

  get subscriptions(): readonly Subscription[] {
    return this.#subscriptions
  }

  /** Whether subscriptions are taken, and what happens is kept for them. */
  get isWindowOpen(): boolean {
    return this.#replay !== undefined
  }

  openWindow(): void {
    this.#replay ??= new ReplayBuffer()
  }

  closeWindow(): void {
    this.#replay = undefined
  }

  find(extensionName: string): Subscription | undefined {
    return this.#subscriptions.find((one) => one.extensionName === extensionName)
  }

  /** Adds a subscription, which takes what was kept first. */
  add(subscription: Subscription): void {
    subscription.replay(this.#replay?.events ?? [])
    this.#subscriptions = [...this.#subscriptions, subscription]
    const lost = this.#replay?.lostOf(subscription.categories, subscription.schemaVersion)
    if (lost !== undefined && lost.records > 0) {
      subscription.lose(lost.records, lost.bytes, notKept)
    }
  }

  remove(extensionName: string): Subscription | undefined {
    const removed = this.find(extensionName)
    this.#subscriptions = this.#subscriptions.filter((one) => one !== removed)
    return removed
  }

  emit<T extends keyof TelemetryRecords>(type: T, record: TelemetryRecords[T]): TelemetryEvent<T> {
    const event = this.#made(type, record)
    this.#relay({ event, about: undefined })
    return event.event as TelemetryEvent<T>
  }

  /** `text`: as it was printed. */
  emitLine<T extends 'function' | 'extension'>(
    type: T,
    text: string,
    format: LogFormat,
  ): TelemetryEvent<T> {
    const line = printedLine(text, format)
    const event = this.#made(type, line.record, line)
    this.#relay({ event, about: undefined })
    return event.event as TelemetryEvent<T>
  }

  tellLoss(about: Subscription, loss: PlatformLogsDropped): void {
    this.#relay({ event: this.#made('platform.logsDropped', loss), about })
  }

  #made(
    type: keyof TelemetryRecords,
    record: TelemetryRecords[typeof type],
    line?: PrintedLine,
  ): RenderedEvent {
    const time = this.#timestamps.at(this.#clock.now())
    const event = new RenderedEvent({ time, type, record } as TelemetryEvent, line)
    // A record that cannot be written is found out here, before anyone has seen any of it.
    if (this.#replay !== undefined || this.#subscriptions.length > 0) void event.whole
    return event
  }

  // An event that comes about while another is on its way, such as a loss, goes after it to everyone.
  #relay(outgoing: Outgoing): void {
    this.#outgoing.push(outgoing)
    if (this.#isRelaying) return
    this.#isRelaying = true
    try {
      for (let next = this.#outgoing.shift(); next; next = this.#outgoing.shift()) this.#take(next)
    } finally {
      this.#isRelaying = false
    }
  }

  #take({ event, about }: Outgoing): void {
    this.#replay?.add(event)
    for (const subscription of this.#subscriptions) {
      if (subscription === about) subscription.acceptNotice(event)
      else subscription.accept(event)
    }
    this.#log.append(event.event)
  }
}

import type { TelemetryCategory } from '../events/category.ts'
import type { Destination } from '../subscriptions/destination.ts'
import type { PlatformLogsDropped } from '../records/platform-logs-dropped.ts'
import type { RenderedEvent } from '../events/rendered-event.ts'
import type { AnySchemaVersion } from '../events/schema-version.ts'
import { BatchBuffer, type BatchLimits } from './batch-buffer.ts'
import type { Batch } from './batch.ts'
import type { DeliveryEvent } from './delivery-event.ts'
import { DeliveryQueue } from './delivery-queue.ts'
import { Loss, tooSlow } from './loss.ts'
import type { PausableClock } from './pausable-clock.ts'
import type { Channel } from './transport.ts'

export interface SubscriptionOptions {
  readonly extensionName: string
  readonly schemaVersion: AnySchemaVersion
  /** As the extension sent them. */
  readonly types: readonly TelemetryCategory[]
  readonly limits: BatchLimits
  readonly destination: Destination
  /** The way to the destination, opened before; the subscription closes it. */
  readonly channel: Channel
  readonly clock: PausableClock
  readonly deliveryClock: PausableClock
  readonly retryDelaysMs: readonly number[]
  readonly requestTimeoutMs: number
  /** How many times `maxBytes` may wait. */
  readonly waitingBatches: number
  readonly onEvent: (event: DeliveryEvent) => void
  /** Everyone is to be told that this subscriber lost something. */
  readonly onLoss: (loss: PlatformLogsDropped) => void
}

/**
 * One extension's share of the telemetry: what it asked for, from the moment of an event to its
 * delivery.
 *
 * Nothing here waits for the subscriber, so a broken one costs no one else anything. What is in
 * memory is bounded: a batch on its way, batches that wait until they are `waitingBatches` times `maxBytes` or more,
 * and a batch that is being filled.
 */
export class Subscription {
  readonly extensionName: string
  readonly schemaVersion: AnySchemaVersion
  readonly types: readonly TelemetryCategory[]
  readonly limits: BatchLimits
  readonly destination: Destination
  readonly categories: ReadonlySet<TelemetryCategory>
  readonly #onEvent: (event: DeliveryEvent) => void
  readonly #onLoss: (loss: PlatformLogsDropped) => void
  readonly #buffer: BatchBuffer
  readonly #queue: DeliveryQueue
  readonly #loss = new Loss()
  #isReplaying = false

  constructor(options: SubscriptionOptions) {
    const { limits, clock, deliveryClock, destination, channel, retryDelaysMs, requestTimeoutMs } =
      options
    this.extensionName = options.extensionName
    this.schemaVersion = options.schemaVersion
    this.types = options.types
    this.limits = limits
    this.destination = destination
    this.categories = new Set(options.types)
    this.#onEvent = options.onEvent
    this.#onLoss = options.onLoss
    this.#buffer = new BatchBuffer({
      limits,
      clock,
      hasRoom: () => !this.#queue.isFull,
      onComplete: (batch) => this.#enqueue(batch),
    })
    this.#queue = new DeliveryQueue({
      channel,
      clock: deliveryClock,
      retryDelaysMs,
      requestTimeoutMs,
      maxWaitingBytes: options.waitingBatches * limits.maxBytes,
      onDelivered: (batch, attempt) => this.#delivered(batch, attempt),
      onRetry: (batch, attempt, cause, delayMs) =>
        this.#tell({ type: 'retried', ...sizeOf(batch), attempt, cause, delayMs }),
      onGivenUp: (batch, cause) => this.#givenUp(batch, cause),
      onRoom: () => this.#buffer.completeIfDue(),
    })
  }

  /** What is not acknowledged yet. */
  get pending(): { readonly events: number; readonly bytes: number } {
    let events = 0
    let bytes = 0
    for (const batch of this.#batches) {
      events += batch.left.events
      bytes += batch.left.bytes
    }
    return { events, bytes }
  }

  /** Takes an event, if it is of a category that was asked for. */
  accept(event: RenderedEvent): void {
    if (!this.categories.has(event.category)) return
    for (const text of event.textsFor(this.schemaVersion)) this.#buffer.add(text)
  }

  /**
   * Takes the event that tells of this subscription's own loss: it survives when its batch does
   * not.
   */
  acceptNotice(event: RenderedEvent): void {
    if (!this.categories.has(event.category)) return
    for (const text of event.textsFor(this.schemaVersion)) this.#buffer.addNotice(text)
  }

  /** Takes what happened earlier, all of it. */
  replay(events: readonly RenderedEvent[]): void {
    this.#isReplaying = true
    for (const event of events) this.accept(event)
    this.#isReplaying = false
  }

  /** Adds up something that this subscriber will never get. */
  lose(records: number, bytes: number, reason: string): void {
    this.#tell({ type: 'dropped', records, bytes, reason })
    this.#loss.add(records, bytes, reason)
    this.#tellLoss()
  }

  /** Sends all that is pending; resolves once each of it was delivered or dropped. */
  async flush(): Promise<void> {
    this.#buffer.flush()
    this.#queue.hurry()
    await this.#batches.at(-1)?.settled
  }

  /** Sends what had to wait while the time stood still. */
  resume(): void {
    this.#queue.sendNext()
  }

  /** Ends the subscription; what is pending is dropped, for this reason. */
  end(reason: string): void {
    this.#queue.close()
    // What was held for the next batch is lost as well.
    this.#buffer.releaseNotice()
    const { events, bytes } = this.pending
    for (const batch of this.#batches) batch.settle()
    this.#buffer.clear()
    if (events > 0) this.#tell({ type: 'dropped', records: events, bytes, reason })
  }

  get #batches(): readonly Batch[] {
    const { open } = this.#buffer
    return open === undefined ? this.#queue.batches : [...this.#queue.batches, open]
  }

  #enqueue(batch: Batch): void {
    batch.isReplay = this.#isReplaying
    if (batch.isReplay || !this.#queue.isFull) return this.#queue.push(batch)
    if (batch.notice !== undefined) this.#buffer.holdNotice(batch.notice)
    batch.settle()
    this.#dropped(batch, tooSlow)
  }

  #delivered(batch: Batch, attempt: number): void {
    this.#tell({ type: 'delivered', ...sizeOf(batch), attempt })
    if (batch.notice !== undefined || !this.categories.has('platform')) this.#loss.recovered()
    this.#buffer.releaseNotice()
    this.#tellLoss()
  }

  #givenUp(batch: Batch, cause: string): void {
    const { notice } = batch
    if (notice !== undefined && !this.#queue.prependNotice(notice)) this.#buffer.holdNotice(notice)
    this.#dropped(batch, `could not send events: ${cause}`)
  }

  #dropped(batch: Batch, reason: string): void {
    const { notice } = batch
    const records = batch.texts.length - (notice === undefined ? 0 : 1)
    if (records > 0) this.lose(records, batch.bytes - (notice?.bytes ?? 0), reason)
  }

  #tellLoss(): void {
    const loss = this.#loss.takeTellable()
    if (loss !== undefined) this.#onLoss(loss)
  }

  #tell(event: WithoutSubscriber<DeliveryEvent>): void {
    this.#onEvent({ ...event, subscriber: this.extensionName })
  }
}

type WithoutSubscriber<E> = E extends unknown ? Omit<E, 'subscriber'> : never

const sizeOf = (batch: Batch) => ({ events: batch.texts.length, bytes: batch.bytes })

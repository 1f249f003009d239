import { Log, systemClock, type Clock, type WaitLimits } from '@sim/core'
import { loopbackTransport } from './delivery/create-transport.ts'
import type { DeliveryEvent } from './delivery/delivery-event.ts'
import { PausableClock } from './delivery/pausable-clock.ts'
import type { Transport } from './delivery/transport.ts'
import type { DestinationPolicy } from './subscriptions/destination.ts'
import { EventRelay } from './events/event-relay.ts'
import type { LogsSubscribeRequest } from './logs/logs-subscribe-request.ts'
import type { LogFormat } from './events/printed-line.ts'
import type { TelemetryProfile } from './profile.ts'
import { apiOf } from './events/schema-version.ts'
import type { SubscribeAnswer, TelemetryApiService } from './service.ts'
import type { SubscribeRequest } from './subscriptions/subscribe-request.ts'
import type { SubscriptionInfo } from './subscriptions/subscription-info.ts'
import { Subscriptions } from './subscriptions/subscriptions.ts'
import type { TelemetryEvent, TelemetryRecords } from './events/telemetry-event.ts'

/** Whom a service knows, what it keeps, and how it delivers. */
export interface TelemetryServiceOptions {
  /** The name of a registered extension; `undefined` for an id that nobody has. */
  readonly extensionName: (extensionId: string) => string | undefined
  /**
   * What events are stamped with, and what times batches and waits. Default: the machine's.
   */
  readonly clock?: Clock | undefined
  /** What times attempts and retries: they meet real listeners. Default: `clock`. */
  readonly deliveryClock?: Clock | undefined
  /** Where every event is kept. Default: a new log of the usual length; `null` keeps none. */
  readonly capture?: Log<TelemetryEvent> | null | undefined
  /** How batches reach subscribers. Default: HTTP and TCP on the loopback address. */
  readonly transport?: Transport | undefined
  /**
   * Milliseconds before each repetition of a batch that was not acknowledged; then it is dropped.
   * Default 100, 200, 400, 800, 1600. Chosen: the platform's are not published.
   */
  readonly retryDelaysMs?: readonly number[] | undefined
  /** Milliseconds until an attempt counts as failed, paused time excluded. Default 5000. Chosen. */
  readonly requestTimeoutMs?: number | undefined
  /**
   * How many times its `maxBytes` may wait for a subscriber; further batches are dropped. Default 16: a burst that a function
   * prints outruns a subscriber that is well for a moment. Chosen.
   */
  readonly waitingBatches?: number | undefined
  /** Which hosts subscribers may name. Default `strict`. */
  readonly destinations?: DestinationPolicy | undefined
  /** Whose rules hold for subscriptions. Default `classic`. */
  readonly profile?: TelemetryProfile | undefined
  /** Hears what becomes of each subscriber's telemetry. */
  readonly onEvent?: ((event: DeliveryEvent) => void) | undefined
}

/** Milliseconds that a flush waits when nothing else was said. Core (managed instances). */
const defaultFlushMs = 1_000

/** The Telemetry API's service, ready to use: subscriptions, replay, and buffered delivery. */
export class TelemetryService implements TelemetryApiService, AsyncDisposable {
  /** Everything that was emitted, in order, whoever subscribed. */
  readonly events: Log<TelemetryEvent>
  readonly destinations: DestinationPolicy
  readonly #options: TelemetryServiceOptions
  readonly #clock: Clock
  /** The subscribers' time. */
  readonly #pausable: PausableClock
  readonly #deliveryTime: PausableClock
  readonly #relay: EventRelay
  readonly #subscriptions: Subscriptions
  #isStopped = false

  /** The window for subscriptions is open. */
  constructor(options: TelemetryServiceOptions) {
    this.#options = options
    this.destinations = options.destinations ?? 'strict'
    this.#clock = options.clock ?? systemClock
    this.#pausable = new PausableClock(this.#clock)
    this.#deliveryTime = new PausableClock(options.deliveryClock ?? this.#clock)
    this.events = options.capture ?? new Log(options.capture === null ? 0 : undefined)
    this.#relay = new EventRelay(this.#clock, this.events)
    this.#subscriptions = this.#noSubscriptions(options)
  }

  /** The subscriptions, oldest first. */
  get subscriptions(): readonly SubscriptionInfo[] {
    return this.#relay.subscriptions.map((subscription) => {
      const { extensionName, schemaVersion, types, limits, destination, pending } = subscription
      const api = apiOf(schemaVersion)
      return { extensionName, api, schemaVersion, types, buffering: limits, destination, pending }
    })
  }

  /** Whether subscriptions are taken at the moment. */
  get isOpen(): boolean {
    return this.#relay.isWindowOpen
  }

  extensionName(extensionId: string): string | undefined {
    return this.#options.extensionName(extensionId)
  }

  /**
   * Subscribes an extension, which then gets what happened before, too.
   *
   * A repetition changes nothing: the first subscription of a name holds, also when the environment
   * is initialised anew. Captured. On a managed instance it is refused with 500. Core.
   *
   * Throws `RefusalError`: the window is closed, the extension subscribed through the other API, or
   * the destination will not do. For a TCP destination it answers, or rejects, later: once it is
   * connected, and the window and the extension were judged again.
   */
  subscribe(
    extensionName: string,
    request: SubscribeRequest,
  ): SubscribeAnswer | Promise<SubscribeAnswer> {
    return this.#subscriptions.take(extensionName, request)
  }

  /** Subscribes an extension through the Logs API, as `subscribe` does: it is sent that API's events. */
  subscribeToLogs(
    extensionName: string,
    request: LogsSubscribeRequest,
  ): SubscribeAnswer | Promise<SubscribeAnswer> {
    return this.#subscriptions.take(extensionName, request)
  }

  /**
   * Makes an event, now, and sends it to whoever asked for its category. Never waits for anyone.
   *
   * Emit records with all their members: each subscriber gets those of its schema version. The
   * record must not be changed afterwards. Throws if it cannot be written as JSON.
   */
  emit<T extends keyof TelemetryRecords>(type: T, record: TelemetryRecords[T]): TelemetryEvent<T> {
    return this.#relay.emit(type, record)
  }

  /**
   * Makes the event of a line that the runtime or an extension printed, now, and sends it as `emit`
   * does. `text`: the whole line, its end included. `format`: the function's. Default `Text`.
   *
   * With `JSON`, a text that is one JSON object is the record as that object, and goes out as it was
   * printed, digit for digit, the white space around it left out; subscribers with schema 2022-07-01
   * and of the Logs API get the text itself. Documented. Any other text stays text. Chosen.
   */
  emitLine<T extends 'function' | 'extension'>(
    type: T,
    text: string,
    format: LogFormat = 'Text',
  ): TelemetryEvent<T> {
    return this.#relay.emitLine(type, text, format)
  }

  /** Takes subscriptions, and keeps from now on what happens for those who come later. */
  openWindow(): void {
    if (!this.#isStopped) this.#relay.openWindow()
  }

  /** Refuses subscriptions, and forgets what was kept for them. Subscriptions stay. */
  closeWindow(): void {
    this.#relay.closeWindow()
  }

  /**
   * Freezes delivery: no request begins, batches and retries wait for as long as it lasts.
   *
   * A request on its way is left alone, since the subscriber may have read it: its time stands
   * still too.
   */
  pause(): void {
    this.#pausable.pause()
    this.#deliveryTime.pause()
  }

  /** Thaws delivery: complete batches go out at once, everything else goes on where it stood. */
  resume(): void {
    if (!this.#pausable.isPaused) return
    this.#pausable.resume()
    this.#deliveryTime.resume()
    for (const subscription of this.#relay.subscriptions) subscription.resume()
  }

  /**
   * Sends all that is pending, to all subscribers side by side, and does not wait for a retry to be
   * due.
   *
   * Resolves when all of it was delivered or dropped, or after `timeoutMs` (default 1000); what is
   * pending then stays so. Rejects only with the signal's reason.
   */
  async flush(limits: WaitLimits = {}): Promise<void> {
    const { timeoutMs = defaultFlushMs, signal } = limits
    signal?.throwIfAborted()
    const { promise, resolve, reject } = Promise.withResolvers<void>()
    using _timer = this.#clock.after(timeoutMs, resolve)
    const onAbort = () => reject(signal?.reason as Error)
    signal?.addEventListener('abort', onAbort, { once: true })
    const flushed = Promise.all(this.#relay.subscriptions.map((one) => one.flush()))
    try {
      await Promise.race([flushed, promise])
    } finally {
      signal?.removeEventListener('abort', onAbort)
    }
  }

  /**
   * Ends the subscription of an extension, if it has one; what is pending for it is dropped. One that
   * is still being connected is refused.
   */
  remove(extensionName: string): void {
    this.#subscriptions.refuseDials(extensionName)
    this.#relay.remove(extensionName)?.end('the subscription was removed')
  }

  /** Ends every subscription and request. Events are still kept. Safe to call again. */
  async stop(): Promise<void> {
    this.#isStopped = true
    this.closeWindow()
    this.#subscriptions.refuseDials()
    for (const { extensionName } of this.#relay.subscriptions) {
      this.#relay.remove(extensionName)?.end('telemetry was stopped')
    }
    this.#pausable[Symbol.dispose]()
    this.#deliveryTime[Symbol.dispose]()
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop()
  }

  #noSubscriptions({
    transport = loopbackTransport,
    profile = 'classic',
    retryDelaysMs = [100, 200, 400, 800, 1600],
    requestTimeoutMs = 5_000,
    waitingBatches = 16,
    onEvent = () => undefined,
  }: TelemetryServiceOptions): Subscriptions {
    return new Subscriptions({
      relay: this.#relay,
      transport,
      policy: this.destinations,
      profile,
      clock: this.#pausable,
      deliveryClock: this.#deliveryTime,
      retryDelaysMs,
      requestTimeoutMs,
      waitingBatches,
      onEvent,
    })
  }
}

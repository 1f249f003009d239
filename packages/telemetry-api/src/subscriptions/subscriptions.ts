import { internalServerError, RefusalError } from '@sim/protocol'
import { Subscription, type SubscriptionOptions } from '../delivery/subscription.ts'
import type { Channel, Transport } from '../delivery/transport.ts'
import type { Destination, DestinationPolicy } from './destination.ts'
import { Dial } from './dial.ts'
import type { EventRelay } from '../events/event-relay.ts'
import type { LogsSubscribeRequest } from '../logs/logs-subscribe-request.ts'
import { destinationOf } from './parse-destination.ts'
import type { TelemetryProfile } from '../profile.ts'
import { refusals } from '../refusals.ts'
import { apiOf, type SubscriptionApi } from '../events/schema-version.ts'
import type { SubscribeAnswer } from '../service.ts'
import type { SubscribeRequest } from './subscribe-request.ts'

export interface SubscriptionsOptions extends Pick<
  SubscriptionOptions,
  'clock' | 'deliveryClock' | 'retryDelaysMs' | 'requestTimeoutMs' | 'waitingBatches' | 'onEvent'
> {
  readonly relay: EventRelay
  readonly transport: Transport
  readonly policy: DestinationPolicy
  readonly profile: TelemetryProfile
}

/** What an extension asks for, through either API. */
interface Wanted {
  readonly extensionName: string
  readonly api: SubscriptionApi
  readonly request: SubscribeRequest | LogsSubscribeRequest
  readonly destination: Destination
}

/**
 * Judges who may subscribe, through either API, and opens the way to them.
 *
 * Without a connection to make, nothing comes between the judging and the subscription. With one,
 * all is judged again once it is made. An extension makes one at a time: what else it asks for waits.
 */
export class Subscriptions {
  readonly #options: SubscriptionsOptions
  readonly #dials = new Map<string, Dial>()

  constructor(options: SubscriptionsOptions) {
    this.#options = options
  }

  /** Throws a `RefusalError`, or rejects with it. A promise only where there is a connection to make. */
  take(
    extensionName: string,
    request: SubscribeRequest | LogsSubscribeRequest,
  ): SubscribeAnswer | Promise<SubscribeAnswer> {
    const earlier = this.#dials.get(extensionName)
    if (earlier !== undefined) return earlier.over().then(() => this.take(extensionName, request))
    const { policy, profile, transport } = this.#options
    const api = apiOf(request.schemaVersion)
    // A managed instance finds out whether anybody listens before it judges anything else. Core.
    const isJudgedLater = profile === 'managed' && request.destination.protocol === 'TCP'
    const known = isJudgedLater ? undefined : this.#judge(extensionName, api)
    if (known !== undefined) return this.#repeat(known, api)
    const destination = destinationOf(request.destination, api, policy)
    if (!('protocol' in destination)) throw new RefusalError(refusals.validation(destination, api))
    const dial = new Dial(refusals.closed(api, profile))
    const opened = transport.open(destination, dial.signal)
    const wanted = { extensionName, api, request, destination }
    return 'then' in opened ? this.#addDialled(wanted, opened, dial) : this.#add(wanted, opened)
  }

  /** Refuses what an extension asked for and does not have yet; without a name, what any of them did. */
  refuseDials(extensionName?: string): void {
    for (const [name, dial] of this.#dials) {
      if (extensionName === undefined || name === extensionName) dial.refuse()
    }
  }

  /** The subscription that there is already. Throws what speaks against one. */
  #judge(extensionName: string, api: SubscriptionApi): Subscription | undefined {
    const { relay, profile } = this.#options
    if (!relay.isWindowOpen) throw new RefusalError(refusals.closed(api, profile))
    const known = relay.find(extensionName)
    if (known === undefined) return undefined
    if (profile === 'managed') throw new RefusalError(internalServerError)
    if (apiOf(known.schemaVersion) === api) return known
    throw new RefusalError(refusals.otherApi(api))
  }

  async #addDialled(
    wanted: Wanted,
    opening: Promise<Channel>,
    dial: Dial,
  ): Promise<SubscribeAnswer> {
    const { extensionName, api } = wanted
    this.#dials.set(extensionName, dial)
    try {
      const channel = await this.#connected(wanted, opening, dial)
      try {
        // The extension made no other subscription meanwhile: that would still wait.
        this.#judge(extensionName, api)
      } catch (refusal) {
        channel.close()
        throw refusal
      }
      return this.#add(wanted, channel)
    } finally {
      this.#dials.delete(extensionName)
      dial.end()
    }
  }

  async #connected(
    { api, destination }: Wanted,
    opening: Promise<Channel>,
    dial: Dial,
  ): Promise<Channel> {
    const { deliveryClock, requestTimeoutMs } = this.#options
    try {
      return await dial.connected(opening, deliveryClock, requestTimeoutMs)
    } catch (error) {
      if (RefusalError.is(error)) throw error
      const address = `${destination.host}:${destination.port}`
      const why = (error as Error | undefined)?.message ?? String(error)
      const problem = `Invalid destination: could not TCP dial provided address ${address}: ${why}`
      throw new RefusalError(refusals.validation([problem], api), { cause: error })
    }
  }

  #add({ extensionName, api, request, destination }: Wanted, channel: Channel): SubscribeAnswer {
    const { relay, ...delivery } = this.#options
    const { maxItems = 10_000, maxBytes = 262_144, timeoutMs = 1_000 } = request.buffering ?? {}
    const subscription: Subscription = new Subscription({
      ...delivery,
      extensionName,
      schemaVersion: request.schemaVersion,
      types: request.types,
      limits: { maxItems, maxBytes, timeoutMs },
      destination,
      channel,
      onLoss: (loss) => relay.tellLoss(subscription, loss),
    })
    relay.add(subscription)
    this.#tell(subscription, api, 'Subscribed')
    return 'OK'
  }

  #repeat(known: Subscription, api: SubscriptionApi): SubscribeAnswer {
    this.#tell(known, api, 'Already subscribed')
    return 'AlreadySubcribed'
  }

  #tell(
    { extensionName, types }: Subscription,
    api: SubscriptionApi,
    state: 'Subscribed' | 'Already subscribed',
  ): void {
    const { relay, onEvent } = this.#options
    onEvent({ type: 'subscribed', subscriber: extensionName, state })
    const type = api === 'logs' ? 'platform.logsSubscription' : 'platform.telemetrySubscription'
    relay.emit(type, { name: extensionName, state, types: [...types] })
  }
}

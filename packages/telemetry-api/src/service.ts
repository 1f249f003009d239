import type { DestinationPolicy } from './destination.ts'
import type { SubscribeRequest } from './subscribe-request.ts'

/** What the Telemetry API needs from whoever owns the execution environment. */
export interface TelemetryApiService {
  /** Which hosts a subscriber may name. Default `strict`. */
  readonly destinations?: DestinationPolicy | undefined

  /** Whether subscriptions are taken at the moment. Left out: `subscribe` alone knows. */
  readonly isOpen?: boolean | undefined

  /**
   * The name that an extension registered under, or `undefined` for one that never did.
   *
   * `extensionId`: in its canonical spelling, lower case with dashes.
   */
  extensionName(extensionId: string): string | undefined

  /**
   * Takes a subscription on; the answer is what the extension is told, misspelling included (core).
   *
   * Throws `RefusalError` to say no, for example when the time for subscriptions is over.
   */
  subscribe(extensionName: string, request: SubscribeRequest): 'OK' | 'AlreadySubcribed'
}

import type { DestinationPolicy } from './subscriptions/destination.ts'
import type { LogsSubscribeRequest } from './logs/logs-subscribe-request.ts'
import type { SubscribeRequest } from './subscriptions/subscribe-request.ts'

/** What an extension is told that subscribed, misspelling included (core: `rapi/handler/runtimelogs_test.go`). */
export type SubscribeAnswer = 'OK' | 'AlreadySubcribed'

/** What the Telemetry and Logs APIs need from whoever owns the execution environment. */
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
   * Takes a subscription on.
   *
   * Throws `RefusalError`, or rejects with it, to say no: for example when the time for subscriptions is over.
   */
  subscribe(
    extensionName: string,
    request: SubscribeRequest,
  ): SubscribeAnswer | Promise<SubscribeAnswer>

  /**
   * Takes a subscription through the Logs API on, as `subscribe` does.
   *
   * Left out: that API answers 202 `Logs.NotSupported`, on which extensions carry on without.
   */
  subscribeToLogs?(
    extensionName: string,
    request: LogsSubscribeRequest,
  ): SubscribeAnswer | Promise<SubscribeAnswer>
}

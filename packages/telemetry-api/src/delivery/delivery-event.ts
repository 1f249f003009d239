/** What became of one subscriber's telemetry: for journals, not for subscribers. */
export type DeliveryEvent =
  | {
      readonly type: 'subscribed'
      /** The extension's name, here and in the other events. */
      readonly subscriber: string
      readonly state: 'Subscribed' | 'Already subscribed'
    }
  | {
      readonly type: 'delivered'
      readonly subscriber: string
      /** How many events: those of the batch, over TCP perhaps only the first of them. */
      readonly events: number
      /** The UTF-8 bytes of these events' JSON. */
      readonly bytes: number
      /** 1 when the first attempt succeeded. */
      readonly attempt: number
    }
  | {
      readonly type: 'retried'
      readonly subscriber: string
      readonly events: number
      readonly bytes: number
      /** The attempt that failed. */
      readonly attempt: number
      readonly cause: string
      /** Milliseconds until the next attempt. */
      readonly delayMs: number
    }
  | {
      readonly type: 'dropped'
      readonly subscriber: string
      readonly records: number
      readonly bytes: number
      readonly reason: string
    }

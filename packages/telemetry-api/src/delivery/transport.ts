import type { Destination } from '../subscriptions/destination.ts'

/** Events that travel together. */
export interface OutgoingBatch {
  /** The JSON of each event, oldest first; at least one. */
  readonly texts: readonly string[]
  /** The UTF-8 bytes of all texts. */
  readonly bytes: number
  /** How many of the texts, counted from the first, are delivered for good: a repetition begins after them. */
  readonly delivered: number
  /**
   * Says that so many more are delivered for good, though the batch as a whole may still fail.
   *
   * Only for a protocol that acknowledges nothing: where a batch is acknowledged as a whole, it is
   * repeated as a whole.
   */
  markDelivered(count: number): void
}

/** How batches reach a subscriber: the seam between deciding when to send and sending. */
export interface Transport {
  /**
   * The way to one subscriber.
   *
   * HTTP: nothing needs to listen there yet. TCP: connects, and rejects with what went wrong, or with
   * the signal's reason when it aborts first.
   */
  open(destination: Destination, signal?: AbortSignal): Channel | Promise<Channel>
}

/** The way to one subscriber. It is handed one batch at a time. */
export interface Channel {
  /**
   * Resolves once the subscriber has the batch, as far as the protocol can tell: HTTP acknowledges it, for
   * TCP the kernel took all of it. Rejects with what went wrong.
   *
   * When the signal aborts it must give up soon, and may already have been heard.
   */
  send(batch: OutgoingBatch, signal: AbortSignal): Promise<void>
  /** Lets go of every socket, at once. */
  close(): void
}

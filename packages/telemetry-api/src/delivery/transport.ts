import type { Destination } from '../destination.ts'

/** Events that travel together. */
export interface OutgoingBatch {
  /** The JSON of each event, oldest first; at least one. */
  readonly texts: readonly string[]
  /** The UTF-8 bytes of all texts. */
  readonly bytes: number
}

/** How batches reach a subscriber: the seam between deciding when to send and sending. */
export interface Transport {
  /** The way to one subscriber. Nothing needs to listen there yet. */
  open(destination: Destination): Channel
}

/** The way to one subscriber. It is handed one batch at a time. */
export interface Channel {
  /**
   * Resolves once the subscriber acknowledged the batch; rejects with what went wrong.
   *
   * When the signal aborts it must give up soon, and may already have been heard.
   */
  send(batch: OutgoingBatch, signal: AbortSignal): Promise<void>
  /** Lets go of every socket, at once. */
  close(): void
}

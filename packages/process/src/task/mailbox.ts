import type { WaitLimits } from '@sim/core'
import type { Envelope } from '../kernel/envelope.ts'
import type { MailboxFilter } from './mailbox-filter.ts'

/** What a mailbox holds at the most, and what becomes of the rest. */
export interface MailboxLimits {
  /** Messages; news of deaths, and what somebody waits for, are always taken. Default: no limit. */
  readonly maxMessages?: number | undefined
  /**
   * `fail-sender`: the send throws `ERR_MAILBOX_FULL`. `drop-oldest`: the oldest message gives way. `kill`: its
   * process fails with `ERR_MAILBOX_FULL`. Default `fail-sender`.
   */
  readonly overflow?: 'fail-sender' | 'drop-oldest' | 'kill' | undefined
}

/** What is meant, and how long to wait for it. */
export interface ReceiveOptions extends MailboxFilter, WaitLimits {
  /** Milliseconds until the wait gives up. 0 looks once. Default `Infinity`. */
  readonly timeoutMs?: number | undefined
}

/**
 * The messages of a process and the news that reached it, in the order of their arrival.
 *
 * It is a message's only home until it is handed out: a receive that times out or is called off leaves everything
 * as it was. Several may wait; each gets the first that it means, who waits longest first.
 *
 * Iterating takes everything. It ends when the process was asked to stop and nothing is left, and throws
 * `ERR_PROCESS_EXITED` when it was killed.
 */
export interface Mailbox<M = unknown> extends AsyncIterable<Envelope<M>> {
  /** How much lies in it: exactly what was not handed out. */
  readonly size: number
  /** The first that is meant, or `undefined`; never waits. Throws `ERR_PROCESS_EXITED` when its process is dead. */
  tryReceive(filter?: MailboxFilter): Envelope<M> | undefined
  /**
   * Resolves with the first that is meant.
   *
   * Rejects with `ERR_WAIT_TIMEOUT`, with the signal's reason, with `ERR_PROCESS_STOPPING` when it would have to
   * wait although its process was asked to stop, and with `ERR_PROCESS_EXITED` when that is dead.
   */
  receive(options?: ReceiveOptions): Promise<Envelope<M>>
}

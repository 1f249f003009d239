import type { Meters } from '../metrics/meters.ts'
import type { ProcessKind } from './body.ts'
import type { Envelope, MessageEnvelope, Tag } from './envelope.ts'
import type { Pid } from './pid.ts'
import type { Transferable } from 'node:worker_threads'

/** How a message is sent. */
export interface SendOptions {
  /** What it can be picked by. */
  readonly tag?: Tag | undefined
  /**
   * What moves to the receiver, as `structuredClone` has it; the message is copied then. Without it tasks share
   * what they send each other.
   */
  readonly transfer?: readonly Transferable[] | undefined
}

/** Who can be sent to. */
export interface Recipient {
  readonly kind: ProcessKind | undefined
  readonly meters: Meters
  /** Whether it is over: nobody can reach it any more. */
  readonly isOver: boolean
  deliver(envelope: Envelope): boolean
}

/** A message on its way. */
export interface Delivery extends SendOptions {
  readonly from?: Pid | undefined
  readonly reply?: MessageEnvelope['reply']
}

/** False: it cannot take messages, or is over. Throws `ERR_MAILBOX_FULL`. */
export function sendMessage(to: Recipient, data: unknown, delivery: Delivery): boolean {
  const { tag, transfer, from, reply } = delivery
  const { meters } = to
  meters.signalSent('Message', to.kind ?? 'task')
  if (to.isOver) return false
  const envelope: MessageEnvelope = {
    type: 'message',
    data: transfer === undefined ? data : structuredClone(data, { transfer: [...transfer] }),
    tag,
    from,
    reply,
  }
  if (!to.deliver(envelope)) return false
  meters.signalReceived('Message')
  meters.delivered('Message')
  meters.dataDelivered(data, transfer?.length ?? 0)
  return true
}

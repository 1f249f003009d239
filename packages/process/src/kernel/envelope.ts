import type { ExitReason } from './exit-reason.ts'
import type { Pid } from './pid.ts'

/** What a message can be picked by. No tag is `undefined`; 0 and the empty string are tags like others. */
export type Tag = string | number | symbol

/** Which monitor: one process may watch another one several times. */
export interface MonitorRef {
  /** Who is watched. */
  readonly pid: Pid
  /** What its notice can be picked by. */
  readonly tag: Tag | undefined
}

/** A message, and who it is from. */
export interface MessageEnvelope<M = unknown> {
  readonly type: 'message'
  readonly data: M
  readonly tag?: Tag | undefined
  /** The process that sent it; `undefined` for one that came from outside. */
  readonly from?: Pid | undefined
  /** There if the sender waits: answers it, once. May be handed on to another process. */
  readonly reply?: ((answer: unknown) => void) | undefined
}

/** A process that this one is linked to has ended. Only one that traps exits sees it. */
export interface LinkDiedEnvelope {
  readonly type: 'link-died'
  readonly from: Pid
  /** The one that this side gave the link. */
  readonly tag?: Tag | undefined
  readonly reason: ExitReason
}

/** A process that this one watches has ended. */
export interface ProcessDiedEnvelope {
  readonly type: 'process-died'
  readonly from: Pid
  readonly ref: MonitorRef
  /** The one that the monitor was given. */
  readonly tag?: Tag | undefined
  readonly reason: ExitReason
}

/** What lies in a mailbox. */
export type Envelope<M = unknown> = MessageEnvelope<M> | ExitEnvelope

/** News of a death. */
export type ExitEnvelope = LinkDiedEnvelope | ProcessDiedEnvelope

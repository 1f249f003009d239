/** An event as it came over the wire. */
export interface ReceivedEvent {
  readonly time: string
  readonly type: string
  /** Its members are looked at by tests, which know what they sent for. */
  // oxlint-disable-next-line typescript/no-explicit-any
  readonly record: any
}

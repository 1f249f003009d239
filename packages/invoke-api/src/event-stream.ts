/** The content type of an event stream. Documented: "Amazon event stream encoding". */
export const eventStreamType = 'application/vnd.amazon.eventstream'

/** Writes one event as the bytes of its frame. */
export type EncodeEvent = (event: string, contentType: string, body: Uint8Array) => Uint8Array

/** The AWS SDK's own encoder. It is loaded when the first response is to be streamed: that takes longer than all else here. */
export async function eventStreamEncoder(): Promise<EncodeEvent> {
  const { EventStreamCodec } = await import('@smithy/core/event-streams')
  const codec = new EventStreamCodec(
    (bytes) => Buffer.from(bytes as Uint8Array).toString('utf8'),
    (text) => Buffer.from(text, 'utf8'),
  )
  const string = (value: string) => ({ type: 'string', value }) as const
  return (event, contentType, body) =>
    codec.encode({
      headers: {
        ':message-type': string('event'),
        ':event-type': string(event),
        ':content-type': string(contentType),
      },
      body,
    })
}

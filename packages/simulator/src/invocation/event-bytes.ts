/**
 * The bytes of an event: text and bytes as they are, anything else as JSON.
 *
 * `undefined` is an empty object, as for a caller who sends no payload. Captured.
 *
 * Throws `TypeError` for what JSON cannot hold.
 */
export function eventBytes(payload: unknown): Buffer {
  if (payload === undefined) return Buffer.from('{}')
  if (typeof payload === 'string') return Buffer.from(payload, 'utf8')
  if (ArrayBuffer.isView(payload)) {
    return Buffer.from(payload.buffer, payload.byteOffset, payload.byteLength)
  }
  const json = JSON.stringify(payload) as string | undefined
  if (json === undefined)
    throw new TypeError(`an event must be JSON, text or bytes, found ${typeof payload}`)
  return Buffer.from(json, 'utf8')
}

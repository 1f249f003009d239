/**
 * The bytes of an event: text and bytes as they are, `undefined` as nothing, anything else as JSON.
 *
 * Throws `TypeError` for what JSON cannot hold.
 */
export function eventBytes(payload: unknown): Buffer {
  if (payload === undefined) return Buffer.alloc(0)
  if (typeof payload === 'string') return Buffer.from(payload, 'utf8')
  if (ArrayBuffer.isView(payload)) {
    return Buffer.from(payload.buffer, payload.byteOffset, payload.byteLength)
  }
  const json = JSON.stringify(payload) as string | undefined
  if (json === undefined)
    throw new TypeError(`an event must be JSON, text or bytes, found ${typeof payload}`)
  return Buffer.from(json, 'utf8')
}

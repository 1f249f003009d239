import { createHash } from 'node:crypto'

/** An id of 16 bytes, in hex, that is always the same for the same parts. */
export const traceIdFor = (...parts: readonly string[]): string => digest('trace', parts, 32)

/** An id of 8 bytes, in hex, that is always the same for the same parts. */
export const spanIdFor = (...parts: readonly string[]): string => digest('span', parts, 16)

/** Whether this can be the id of a span: 16 hex digits, not all of them zero. Documented: W3C Trace Context. */
export function isSpanId(text: string | undefined): text is string {
  return text !== undefined && /^(?!0{16})[0-9a-f]{16}$/.test(text)
}

function digest(purpose: string, parts: readonly string[], digits: number): string {
  return createHash('sha256')
    .update(JSON.stringify([purpose, ...parts]))
    .digest('hex')
    .slice(0, digits)
}

import { SimulatorError } from '@sim/core'
import { isAnyArrayBuffer } from 'node:util/types'
import type { EncodedData } from './runner-protocol.ts'

/**
 * What a guest is given of a message: a string as UTF-8, bytes as they are, anything else as JSON, and `undefined`
 * as `null`. The bytes are a copy.
 *
 * Throws `ERR_WASM_MESSAGE` for what JSON cannot hold.
 */
export function encodeData(data: unknown): EncodedData {
  if (typeof data === 'string') return { data: utf8(data), format: 'text' }
  const bytes = bytesOf(data)
  return bytes === undefined
    ? { data: utf8(json(data)), format: 'json' }
    : { data: bytes, format: 'bytes' }
}

/** What others are given of what a guest sends. The guest's side has checked that it can be read. */
export function decodeData({ data, format }: EncodedData): unknown {
  if (format === 'bytes') return bytesOf(data)
  const text = new TextDecoder().decode(data)
  return format === 'text' ? text : JSON.parse(text)
}

/** A copy of what is bytes in any form; `undefined` for what is not. */
export function bytesOf(data: unknown): Uint8Array | undefined {
  if (ArrayBuffer.isView(data)) {
    return new Uint8Array(new Uint8Array(data.buffer, data.byteOffset, data.byteLength))
  }
  return isAnyArrayBuffer(data) ? new Uint8Array(new Uint8Array(data)) : undefined
}

/** Text as bytes. */
export function utf8(text: string): Uint8Array {
  return new TextEncoder().encode(text)
}

function json(data: unknown): string {
  try {
    const text = JSON.stringify(data ?? null) as string | undefined
    if (text !== undefined) return text
  } catch (cause) {
    throw unwritable((cause as Error).message, { cause })
  }
  throw unwritable(`it is a ${typeof data}`)
}

function unwritable(why: string, options?: ErrorOptions): SimulatorError {
  return new SimulatorError(
    'ERR_WASM_MESSAGE',
    `a message for a module of WebAssembly must be a string, bytes, or fit for JSON: ${why.split('\n')[0]}`,
    options,
  )
}

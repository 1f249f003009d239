import { usageError } from '../usage-error.ts'

/** Where to listen. */
export interface NetworkAddress {
  readonly host: string
  readonly port: number
}

/** What `networkAddress` reads, for messages. */
export const addressForm = 'HOST:PORT with a port from 0 to 65535'

/**
 * Reads `127.0.0.1:9001`, `[::1]:9001`, or `:9001` for every interface. Throws `ERR_USAGE`.
 *
 * Core: Go's `net.SplitHostPort` in `rie/run.go`.
 */
export function networkAddress(flag: string, text: string): NetworkAddress {
  const [, bracketed, plain, digits] = /^(?:\[([^\]]*)\]|([^:]*)):(\d{1,5})$/.exec(text) ?? []
  const port = Number(digits)
  if (digits === undefined || port > 65_535) {
    throw usageError(`${flag} must be ${addressForm}, found ${JSON.stringify(text)}`)
  }
  return { host: bracketed || plain || '0.0.0.0', port }
}

import type { EndpointContext } from '@sim/protocol'

/**
 * A header of the request, or the empty string; of a repeated one the first, as the platform reads it.
 *
 * Headers carry bytes: a name in UTF-8 arrives as it was sent, where Node would show it as Latin-1.
 */
export function header(ctx: EndpointContext, name: Lowercase<string>): string {
  const value = ctx.req.headersDistinct[name]?.[0] ?? ''
  return Buffer.from(value, 'latin1').toString()
}

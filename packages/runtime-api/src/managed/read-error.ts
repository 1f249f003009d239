import { readBody, RefusalError, type EndpointContext } from '@sim/protocol'
import { refusals } from '../refusals.ts'
import { maxErrorBytes } from './refusals.ts'

/** The body of an error. Refuses one that is too large, with the text that speaks of responses. Captured. */
export async function readError(ctx: EndpointContext): Promise<Buffer> {
  const { bytes, size } = await readBody(ctx.req, maxErrorBytes)
  if (size > maxErrorBytes) throw new RefusalError(refusals.tooLarge)
  return bytes
}

import { RefusalError, type EndpointContext } from '@sim/protocol'
import { header } from './header.ts'
import { refusals } from './refusals.ts'

/** The extension's own word for its error: any text, but there must be one. Captured. */
export function errorType(ctx: EndpointContext): string {
  const text = header(ctx, 'lambda-extension-function-error-type')
  if (text === '') throw new RefusalError(refusals.missingErrorType)
  return text
}

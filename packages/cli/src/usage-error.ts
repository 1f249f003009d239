import { SimulatorError } from '@sim/core'

/** The arguments are wrong; `message` names the flag, what was found, and what is allowed. */
export function usageError(message: string, cause?: unknown): SimulatorError<'ERR_USAGE'> {
  return new SimulatorError('ERR_USAGE', message, cause === undefined ? {} : { cause })
}

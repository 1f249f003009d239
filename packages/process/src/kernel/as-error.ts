import { inspect, types } from 'node:util'

/** What was thrown, as an error: anything may be thrown, and another realm has errors of its own. */
export function asError(thrown: unknown): Error {
  if (types.isNativeError(thrown) || thrown instanceof Error) return thrown
  return new Error(`threw ${inspect(thrown, { breakLength: Infinity })}`, { cause: thrown })
}

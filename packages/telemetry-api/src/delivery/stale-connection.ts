import { SimulatorError } from '@sim/core'

const code = 'ERR_DELIVERY_STALE'

/** What a channel fails with when a subscriber let go of the connection that a batch went out on, before it answered anything. */
export function staleConnection(cause: Error): SimulatorError {
  const problem = `the subscriber let go of the connection: ${cause.message}`
  return new SimulatorError(code, problem, { cause })
}

/**
 * Whether a batch met a connection that its subscriber had let go of.
 *
 * Listeners close connections that are idle, and that can cross with a batch. Nobody need have looked at it, and nothing
 * was acknowledged: it is not the subscriber that failed.
 */
export function isStaleConnection(error: unknown): boolean {
  return (error as { code?: unknown } | undefined)?.code === code
}

import { RefusalError, type Refusal } from '@sim/protocol'
import { callTargets, type RuntimeCall, type RuntimeState } from './runtime-state.ts'

/**
 * The largest payload in bytes, either way: 6 MiB and 100.
 *
 * Core: `interop/model.go`. Exactly so many are accepted.
 */
export const maxPayloadBytes = 6 * 1024 * 1024 + 100

/** The largest response in bytes to a caller who takes it as it comes. Documented: "Lambda quotas". */
export const maxStreamedBytes = 200 * 1024 * 1024

/** Every way in which the Runtime API says no, with the platform's own words. */
export const refusals = {
  invalidRequestId: {
    status: 400,
    errorType: 'InvalidRequestID',
    errorMessage: 'Invalid request ID',
  },
  /** The answer is for an invocation whose time is over. */
  invokeTimeout: { status: 410, errorType: 'InvokeTimeout', errorMessage: 'Invoke timeout' },
  invalidResponseMode: {
    status: 400,
    errorType: 'InvalidFunctionResponseMode',
    errorMessage: 'Invalid function response mode',
  },
  truncatedRequest: {
    status: 400,
    errorType: 'TruncatedHTTPRequest',
    errorMessage: 'HTTP request detected as truncated',
  },
  tooLarge: {
    status: 413,
    errorType: 'RequestEntityTooLarge',
    errorMessage: `Exceeded maximum allowed payload size (${maxPayloadBytes} bytes).`,
  },
} as const satisfies Record<string, Refusal>

/** A call that the runtime's state does not allow. */
export function invalidTransition(
  from: RuntimeState,
  call: RuntimeCall,
  reason = 'State transition is not allowed',
): RefusalError {
  return new RefusalError({
    status: 403,
    errorType: 'InvalidStateTransition',
    errorMessage: `State transition from ${from} to ${callTargets[call]} failed for runtime. Error: ${reason}`,
  })
}

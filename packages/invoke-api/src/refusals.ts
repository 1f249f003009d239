import type { Refusal } from '@sim/protocol'
import { functionNamePattern } from './function-reference.ts'

/**
 * The largest event of a synchronous call, in bytes. Documented: "Lambda quotas"; the message is a capture.
 *
 * The Runtime API's own limit is 100 bytes higher.
 */
export const maxSyncPayloadBytes = 6 * 1024 * 1024

/** The largest event of an asynchronous call, in bytes. Documented: API_Invoke. */
export const maxAsyncPayloadBytes = 1024 * 1024

const no = (status: number, errorType: string, errorMessage: string): Refusal => ({
  status,
  errorType,
  errorMessage,
})

/** The constraint that a value breaks, as the service's validation words it. Captured. */
const invalid = (value: string, field: string, constraint: string): Refusal =>
  no(
    400,
    'ValidationException',
    `1 validation error detected: Value '${value}' at '${field}' failed to satisfy constraint: ${constraint}`,
  )

const oneOf = (...values: string[]) =>
  `Member must satisfy enum value set: [${values.toSorted().join(', ')}]`

/** Every way in which the Invoke API says no. Statuses and types: documented, API_Invoke. */
export const refusals = {
  /** `arn`: of the function that is not there, with the qualifier if there was one. Captured. */
  functionNotFound: (arn: string) =>
    no(404, 'ResourceNotFoundException', `Function not found: ${arn}`),
  invalidFunctionName: (value: string) =>
    invalid(
      value,
      'functionName',
      `Member must satisfy regular expression pattern: ${functionNamePattern}`,
    ),
  invalidInvocationType: (value: string, allowed: readonly string[]) =>
    invalid(value, 'invocationType', oneOf(...allowed)),
  invalidLogType: (value: string) => invalid(value, 'logType', oneOf('None', 'Tail')),
  /** `fault`: what the parser found. Captured, but for the parser's own words. */
  invalidPayload: (fault: string) =>
    no(
      400,
      'InvalidRequestContentException',
      `Could not parse request body into json: Could not parse payload into json: ${fault}`,
    ),
  /** Captured. */
  invalidClientContext: no(
    400,
    'InvalidRequestContentException',
    'Client context must be a valid Base64-encoded JSON object.',
  ),
  /** Captured. */
  tooLarge: (limit: number) =>
    no(
      413,
      'RequestTooLargeException',
      `Request must be smaller than ${limit} bytes for the InvokeFunction operation`,
    ),
  /** A name and a `Qualifier` that contradict each other. Captured. */
  qualifierTwice: no(
    400,
    'InvalidParameterValueException',
    'The derived qualifier from the function name does not match the specified qualifier.',
  ),
  /** The environment does not take calls any more. Chosen: what callers of the service retry. */
  unavailable: (why: string) => no(503, 'ServiceUnavailableException', why),
} as const

import type { SimulatorOptions } from '@sim/simulator'
import { usageError } from '../usage-error.ts'

/** Variables as a process has them. */
export type Variables = Readonly<Record<string, string | undefined>>

/** The longest that a function may take, in seconds. Documented: "Lambda quotas". */
const longestTimeoutSeconds = 900

/** What the emulator learns of its function from variables. */
export interface FunctionSettings {
  readonly options: SimulatorOptions
  /** As it reads in the text of a time-out. */
  readonly timeoutSeconds: number
  /** What does not work as the variables want it, a line each. */
  readonly warnings: readonly string[]
}

/**
 * Reads the function's settings from variables; one that is empty counts as left out. Throws `ERR_USAGE`.
 *
 * `handler`: the command line's, if the variables name none. What the processes are given is not decided here, but in
 * `process-variables.ts`. Core: `rie/handlers.go`; the account is the emulator's. Unlike there the function's ARN has
 * its region. Chosen.
 */
export function functionSettings(env: Variables, handler: string | undefined): FunctionSettings {
  const text = (name: string) => env[name] || undefined
  const wanted = wholeNumber(env, 'AWS_LAMBDA_FUNCTION_TIMEOUT', 300, 'seconds', 1)
  const timeoutSeconds = Math.min(wanted, longestTimeoutSeconds)
  const options: SimulatorOptions = {
    functionName: functionName(env),
    functionVersion: text('AWS_LAMBDA_FUNCTION_VERSION'),
    handler: text('AWS_LAMBDA_FUNCTION_HANDLER') ?? text('_HANDLER') ?? handler,
    memorySizeMb: wholeNumber(env, 'AWS_LAMBDA_FUNCTION_MEMORY_SIZE', 3008, 'MB', 128, 10_240),
    timeoutMs: timeoutSeconds * 1000,
    // The first invocation waits for init, and only the function's own time bounds it.
    initTimeoutMs: timeoutSeconds * 1000,
    region: text('AWS_REGION') ?? text('AWS_DEFAULT_REGION'),
    accountId: '012345678912',
  }
  return { options, timeoutSeconds, warnings: warnings(env, wanted) }
}

function functionName(env: Variables): string {
  const found = env.AWS_LAMBDA_FUNCTION_NAME || 'test_function'
  if (/^[a-zA-Z0-9-_]{1,64}$/.test(found)) return found
  const allowed = '1 to 64 letters, digits, hyphens and underscores'
  throw usageError(`AWS_LAMBDA_FUNCTION_NAME must be ${allowed}, found ${JSON.stringify(found)}`)
}

function wholeNumber(
  env: Variables,
  name: string,
  usual: number,
  unit: string,
  least: number,
  most = Infinity,
): number {
  const found = env[name]
  if (!found) return usual
  const value = /^\d+$/.test(found) ? Number(found) : NaN
  if (value >= least && value <= most) return value
  const range = most === Infinity ? `at least ${least}` : `${least} to ${most}`
  const allowed = `a whole number of ${unit}, ${range}`
  throw usageError(`${name} must be ${allowed}, found ${JSON.stringify(found)}`)
}

function warnings(env: Variables, timeoutSeconds: number): readonly string[] {
  const tooLong = `AWS_LAMBDA_FUNCTION_TIMEOUT is ${timeoutSeconds} seconds, Lambda's limit of ${longestTimeoutSeconds} is used`
  const managed =
    'AWS_LAMBDA_MAX_CONCURRENCY is set, but Lambda Managed Instances are not simulated: one invocation runs at a time'
  return [
    ...(timeoutSeconds > longestTimeoutSeconds ? [tooLong] : []),
    ...('AWS_LAMBDA_MAX_CONCURRENCY' in env ? [managed] : []),
  ]
}

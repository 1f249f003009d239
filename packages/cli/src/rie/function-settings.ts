import type { SimulatorOptions } from '@sim/simulator'
import { usageError } from '../usage-error.ts'

/** Variables as a process has them. */
export type Variables = Readonly<Record<string, string | undefined>>

/** The longest that a function may take, in seconds: what a timer can hold. The emulator has no limit, Lambda has 900. */
const longestTimeoutSeconds = 2_147_483

/** What the emulator learns of its function from variables. */
export interface FunctionSettings {
  readonly options: SimulatorOptions
  /** What `_HANDLER` is to be; `undefined`: nobody named one. */
  readonly handler: string | undefined
  /** As it reads in the text of a time-out. */
  readonly timeoutSeconds: number
  /** What does not work as the variables want it, a line each. */
  readonly warnings: readonly string[]
}

/**
 * Reads the function's settings from variables; one that is empty counts as left out. Throws `ERR_USAGE`.
 *
 * `handler`: the command line's, if the variables name none; extensions are not told of that one. What else the processes are
 * given is decided in `process-variables.ts`. Core: `rie/handlers.go`; the account is the emulator's. Unlike there the
 * function's ARN has its region. Chosen.
 */
export function functionSettings(env: Variables, handler: string | undefined): FunctionSettings {
  const text = (name: string) => env[name] || undefined
  const named = text('AWS_LAMBDA_FUNCTION_HANDLER') ?? text('_HANDLER')
  const wanted = wholeNumber(env, 'AWS_LAMBDA_FUNCTION_TIMEOUT', 300, 'seconds', 1)
  const timeoutSeconds = Math.min(wanted, longestTimeoutSeconds)
  const options: SimulatorOptions = {
    functionName: functionName(env),
    functionVersion: text('AWS_LAMBDA_FUNCTION_VERSION'),
    handler: named ?? '',
    memorySizeMb: wholeNumber(env, 'AWS_LAMBDA_FUNCTION_MEMORY_SIZE', 3008, 'MB', 128, 10_240),
    timeoutMs: timeoutSeconds * 1000,
    ...credentials(
      text('AWS_ACCESS_KEY_ID'),
      text('AWS_SECRET_ACCESS_KEY'),
      text('AWS_SESSION_TOKEN'),
    ),
    region: text('AWS_REGION') ?? text('AWS_DEFAULT_REGION'),
    accountId: '012345678912',
  }
  return { options, handler: named ?? handler, timeoutSeconds, warnings: warnings(wanted) }
}

/** What is served where processes fetch their credentials. Those of the emulator's caller, if it has some. */
function credentials(
  accessKeyId: string | undefined,
  secretAccessKey: string | undefined,
  sessionToken: string | undefined,
): Pick<SimulatorOptions, 'credentials'> {
  if (accessKeyId === undefined || secretAccessKey === undefined) return {}
  return { credentials: { accessKeyId, secretAccessKey, sessionToken } }
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

function warnings(timeoutSeconds: number): readonly string[] {
  const tooLong = `AWS_LAMBDA_FUNCTION_TIMEOUT is ${timeoutSeconds} seconds, the limit of ${longestTimeoutSeconds} is used`
  return timeoutSeconds > longestTimeoutSeconds ? [tooLong] : []
}

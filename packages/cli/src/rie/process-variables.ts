import type { Variables } from './function-settings.ts'

/** What only the emulator knows. */
export interface EmulatorFacts {
  /** Left out: nobody named one. */
  readonly handler: string | undefined
  /** `host:port`. */
  readonly runtimeApi: string
  /** Where credentials are to be fetched, and how, instead of variables that hold them. */
  readonly container?: Variables | undefined
}

/** What a process has even if nobody set it. */
const usual: Variables = {
  AWS_LAMBDA_FUNCTION_NAME: 'test_function',
  AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
  AWS_LAMBDA_FUNCTION_MEMORY_SIZE: '3008',
  AWS_LAMBDA_LOG_GROUP_NAME: '/aws/lambda/Functions',
  AWS_LAMBDA_LOG_STREAM_NAME: '$LATEST',
}

const noCredentials: Variables = {
  AWS_ACCESS_KEY_ID: '',
  AWS_SECRET_ACCESS_KEY: '',
  AWS_SESSION_TOKEN: '',
}

/** What extensions do not see, besides. */
const hidden = 'AWS_XRAY_CONTEXT_MISSING'

/**
 * The variables of a process as the emulator gives them: those that it was started with itself, and the few that it
 * knows better. Extensions do not see names that begin with an underscore.
 *
 * Nothing else is invented: no region, no time zone, no task root; credentials are empty rather than missing, unless they are
 * to be fetched.
 * Captured; core: `rie/handlers.go`, `rapidcore/env/environment.go`.
 */
export function processVariables(
  role: 'runtime' | 'extension',
  env: Variables,
  { handler, runtimeApi, container }: EmulatorFacts,
): Record<string, string> {
  const all: Variables = {
    ...usual,
    ...(container === undefined ? noCredentials : {}),
    ...env,
    ...container,
    AWS_LAMBDA_FUNCTION_NAME: env.AWS_LAMBDA_FUNCTION_NAME || usual.AWS_LAMBDA_FUNCTION_NAME,
    AWS_LAMBDA_FUNCTION_VERSION:
      env.AWS_LAMBDA_FUNCTION_VERSION || usual.AWS_LAMBDA_FUNCTION_VERSION,
    ...(handler === undefined ? {} : { _HANDLER: handler }),
    AWS_LAMBDA_RUNTIME_API: runtimeApi,
  }
  const isSeen = (name: string) => role === 'runtime' || !(name.startsWith('_') || name === hidden)
  const seen = Object.entries(all).filter(([name, value]) => value !== undefined && isSeen(name))
  return Object.fromEntries(seen) as Record<string, string>
}

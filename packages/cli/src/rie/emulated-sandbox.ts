import type { Sandbox } from '@sim/simulator'
import type { Variables } from './function-settings.ts'
import { processVariables } from './process-variables.ts'

/**
 * A sandbox whose processes get the variables that the emulator would give them, instead of Lambda's.
 *
 * `handler`: what `_HANDLER` is to be, if anybody named one.
 */
export function emulatedSandbox(
  sandbox: Sandbox,
  env: Variables,
  handler: string | undefined,
): Sandbox {
  return {
    ...sandbox,
    // AWS's emulator has no log descriptor. Core: `rapid/handlers.go`, where the local telemetry has none.
    passesDescriptors: false,
    // The emulator's variables are those of its caller: none is added to find daemons by.
    spawn: ({ mark: _mark, ...options }) =>
      sandbox.spawn({
        ...options,
        env: processVariables(roleOf(options.name), env, {
          handler,
          runtimeApi: options.env.AWS_LAMBDA_RUNTIME_API ?? '',
          container: containerCredentials(options.env),
        }),
      }),
  }
}

/** How credentials are to be fetched, if the simulator serves them. */
function containerCredentials(env: Variables): Variables | undefined {
  const { AWS_CONTAINER_CREDENTIALS_FULL_URI, AWS_CONTAINER_AUTHORIZATION_TOKEN } = env
  if (AWS_CONTAINER_AUTHORIZATION_TOKEN === undefined) return undefined
  return { AWS_CONTAINER_CREDENTIALS_FULL_URI, AWS_CONTAINER_AUTHORIZATION_TOKEN }
}

/** Core: processes are called `runtime-1` and `extension-NAME-1`, after their generation. */
function roleOf(name: string): 'runtime' | 'extension' {
  return name.startsWith('runtime-') ? 'runtime' : 'extension'
}

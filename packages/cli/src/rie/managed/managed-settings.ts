import type { SimulatorOptions } from '@sim/simulator'
import { functionSettings, type Variables } from '../function-settings.ts'

/** What the emulator for managed instances learns of its function from variables. */
export interface ManagedSettings {
  readonly options: SimulatorOptions
  /** What does not work as the variables want it, a line each. */
  readonly warnings: readonly string[]
}

/** Whether the emulator is to be that of managed instances: the variable is there, whatever its value. Core: `main.go`. */
export function isManagedRie(env: Variables): boolean {
  return 'AWS_LAMBDA_MAX_CONCURRENCY' in env
}

/**
 * Reads the function's settings from variables. Throws `ERR_USAGE`.
 *
 * All variables are the function's own, but for those that a managed instance drops; the runtime is told the concurrency as it
 * is. Init may take as long as an invocation. Core: `internal/init.go`.
 */
export function managedSettings(env: Variables, handler: string | undefined): ManagedSettings {
  const settings = functionSettings(env, handler)
  const { timeoutMs, region } = settings.options
  const options: SimulatorOptions = {
    ...settings.options,
    handler: settings.handler ?? '',
    initializationType: 'lambda-managed-instances',
    initTimeoutMs: timeoutMs,
    region: region ?? 'us-east-1',
    accountId: '123456789012',
    environment: definedIn(env),
    tracing: 'none',
    invocationLimit: 0,
  }
  return { options, warnings: settings.warnings }
}

function definedIn(env: Variables): Record<string, string> {
  const defined = Object.entries(env).filter(([, value]) => value !== undefined)
  return Object.fromEntries(defined) as Record<string, string>
}

import type { Settings } from '../options.ts'

type Variables = Readonly<Record<string, string>>

/**
 * How many invocations a managed instance takes at a time unless the user says. Documented for Node.js: 64 for each vCPU
 * ("Node.js runtime for Lambda Managed Instances"); other runtimes have 16 or 32.
 */
export const defaultMaxConcurrency = 64

/** What the function's own variables may override. Core: `rapidcore/env/environment.go` of the managed core. */
const overridable: ReadonlySet<string> = new Set([
  'AWS_LAMBDA_LOG_FORMAT',
  'AWS_LAMBDA_LOG_LEVEL',
  'AWS_XRAY_CONTEXT_MISSING',
  'AWS_XRAY_DAEMON_ADDRESS',
  'LANG',
  'LD_LIBRARY_PATH',
  'PATH',
  'TZ',
])

/** What the platform keeps for itself besides. The function's own variables of these names are dropped. */
const reserved: ReadonlySet<string> = new Set([
  'AWS_ACCESS_KEY_ID',
  'AWS_DEFAULT_REGION',
  'AWS_EXECUTION_ENV',
  'AWS_LAMBDA_FUNCTION_MEMORY_SIZE',
  'AWS_LAMBDA_FUNCTION_NAME',
  'AWS_LAMBDA_FUNCTION_VERSION',
  'AWS_LAMBDA_INITIALIZATION_TYPE',
  'AWS_LAMBDA_LOG_GROUP_NAME',
  'AWS_LAMBDA_LOG_STREAM_NAME',
  'AWS_LAMBDA_MAX_CONCURRENCY',
  'AWS_LAMBDA_RUNTIME_API',
  'AWS_REGION',
  'AWS_SECRET_ACCESS_KEY',
  'AWS_SESSION_TOKEN',
  'LAMBDA_RUNTIME_DIR',
  'LAMBDA_TASK_ROOT',
])

/** What a managed instance adds to the defaults of a classic environment, or has in their place. */
export function managedDefaults(forRuntime: boolean, settings: Settings, root: string): Variables {
  return {
    PATH: '/var/lang/bin:/usr/local/bin:/usr/bin/:/bin:/opt/bin',
    LD_LIBRARY_PATH: `/var/lang/lib:/lib64:/usr/lib64:/var/runtime:/var/runtime/lib:${root}:${root}/lib:/opt/lib`,
    AWS_LAMBDA_LOG_FORMAT: 'json',
    ...(forRuntime
      ? { AWS_LAMBDA_MAX_CONCURRENCY: String(settings.maxConcurrency ?? defaultMaxConcurrency) }
      : {}),
  }
}

/** The function's own variables, without those that a managed instance drops. */
export function customerVariables(environment: Variables): Variables {
  const isKept = (name: string) =>
    overridable.has(name) || !(name.startsWith('_') || reserved.has(name))
  return Object.fromEntries(Object.entries(environment).filter(([name]) => isKept(name)))
}

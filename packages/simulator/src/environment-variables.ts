import type { ProcessRole } from './journal.ts'
import type { Settings } from './options.ts'

type Variables = Readonly<Record<string, string>>

/** Which variables of the function an extension does not see. Documented: "Extensions API", environment variables. */
const hiddenFromExtensions = new Set(['AWS_XRAY_CONTEXT_MISSING', 'AWS_XRAY_DAEMON_ADDRESS'])

/** `AWS_LAMBDA_LOG_GROUP_NAME`: by default what the service makes of the function's name. */
export function logGroupName(settings: Settings): string {
  return settings.logGroupName ?? `/aws/lambda/${settings.functionName}`
}

/**
 * The whole environment of a process: nothing of the host is in it.
 *
 * Later groups win: defaults that a function may override, its own variables, credentials, what only the
 * runtime gets, what the platform says. Core: `rapidcore/env/environment.go`; documented defaults:
 * "Using Lambda environment variables".
 */
export function environmentVariables(
  role: ProcessRole,
  settings: Settings,
  runtimeApi: string,
  logStreamName: string,
  own: Variables = {},
): Record<string, string> {
  const forRuntime = role === 'runtime'
  return {
    ...defaults(settings),
    ...(forRuntime ? tracingDefaults : {}),
    ...(forRuntime ? settings.environment : visibleToExtensions(settings.environment)),
    ...own,
    ...credentials(settings),
    ...(forRuntime ? runtimeOnly(settings, logStreamName) : {}),
    ...platform(settings, runtimeApi),
  }
}

function defaults(settings: Settings): Variables {
  const root = settings.functionDirectory ?? '/var/task'
  return {
    LANG: 'en_US.UTF-8',
    PATH: '/usr/local/bin:/usr/bin/:/bin:/opt/bin',
    LD_LIBRARY_PATH: `/lib64:/usr/lib64:/var/runtime:/var/runtime/lib:${root}:${root}/lib:/opt/lib`,
  }
}

const tracingDefaults: Variables = {
  AWS_XRAY_CONTEXT_MISSING: 'LOG_ERROR',
  AWS_XRAY_DAEMON_ADDRESS: '127.0.0.1:2000',
  _AWS_XRAY_DAEMON_ADDRESS: '127.0.0.1',
  _AWS_XRAY_DAEMON_PORT: '2000',
}

function credentials({ credentials: given }: Settings): Variables {
  return {
    AWS_ACCESS_KEY_ID: given.accessKeyId,
    AWS_SECRET_ACCESS_KEY: given.secretAccessKey,
    AWS_SESSION_TOKEN: given.sessionToken,
  }
}

function runtimeOnly(settings: Settings, logStreamName: string): Variables {
  return {
    _HANDLER: settings.handler,
    AWS_EXECUTION_ENV: 'AWS_Lambda_provided.al2023',
    AWS_LAMBDA_LOG_GROUP_NAME: logGroupName(settings),
    AWS_LAMBDA_LOG_STREAM_NAME: logStreamName,
    LAMBDA_TASK_ROOT: settings.functionDirectory ?? '/var/task',
    LAMBDA_RUNTIME_DIR: '/var/runtime',
  }
}

function platform(settings: Settings, runtimeApi: string): Variables {
  return {
    AWS_REGION: settings.region,
    AWS_DEFAULT_REGION: settings.region,
    AWS_LAMBDA_FUNCTION_NAME: settings.functionName,
    AWS_LAMBDA_FUNCTION_VERSION: settings.functionVersion,
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(settings.memorySizeMb),
    AWS_LAMBDA_INITIALIZATION_TYPE: 'on-demand',
    AWS_LAMBDA_RUNTIME_API: runtimeApi,
    TZ: ':UTC',
  }
}

function visibleToExtensions(environment: Variables): Variables {
  return Object.fromEntries(
    Object.entries(environment).filter(
      ([name]) => !name.startsWith('_') && !hiddenFromExtensions.has(name),
    ),
  )
}

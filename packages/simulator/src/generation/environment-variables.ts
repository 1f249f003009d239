import { resolve } from 'node:path'
import type { ProcessRole } from '../journal/journal.ts'
import { isManaged } from '../managed/is-managed.ts'
import { customerVariables, managedDefaults } from '../managed/managed-variables.ts'
import type { Settings } from '../options.ts'

type Variables = Readonly<Record<string, string>>

/**
 * Which variables an extension does not see, even if the function sets them, beside those that begin with `_`. Documented:
 * "Using the Lambda Extensions API", environment variables.
 */
const hiddenFromExtensions = new Set([
  'AWS_EXECUTION_ENV',
  'AWS_LAMBDA_LOG_GROUP_NAME',
  'AWS_LAMBDA_LOG_STREAM_NAME',
  'AWS_XRAY_CONTEXT_MISSING',
  'AWS_XRAY_DAEMON_ADDRESS',
  'LAMBDA_RUNTIME_DIR',
  'LAMBDA_TASK_ROOT',
])

/** `AWS_LAMBDA_LOG_GROUP_NAME`: by default what the service makes of the function's name. */
export function logGroupName(settings: Settings): string {
  return settings.logGroupName ?? `/aws/lambda/${settings.functionName}`
}

/**
 * The whole environment of a process: nothing of the host is in it.
 *
 * Later groups win: defaults that a function may override, its own variables, credentials, what only the
 * runtime gets, what the platform says. With `authorization`, credentials are fetched with it. Core: `rapidcore/env/environment.go`. What a function may override, the time zone among
 * it, and the defaults are documented: "Using Lambda environment variables", unreserved variables.
 */
export function environmentVariables(
  role: ProcessRole,
  settings: Settings,
  runtimeApi: string,
  logStreamName: string,
  own: Variables = {},
  authorization?: string,
): Record<string, string> {
  const forRuntime = role === 'runtime'
  const managed = isManaged(settings)
  const given = managed ? customerVariables(settings.environment) : settings.environment
  return {
    ...defaults(settings),
    ...logControls(settings),
    ...(managed ? managedDefaults(forRuntime, settings, taskRoot(settings)) : {}),
    ...(forRuntime ? tracingDefaults : {}),
    ...(forRuntime ? given : visibleToExtensions(given)),
    ...own,
    ...(authorization === undefined
      ? credentials(settings)
      : containerCredentials(runtimeApi, authorization)),
    ...(forRuntime ? runtimeOnly(settings, logStreamName) : {}),
    ...platform(settings, runtimeApi),
  }
}

function defaults(settings: Settings): Variables {
  const root = taskRoot(settings)
  return {
    LANG: 'en_US.UTF-8',
    TZ: ':UTC',
    PATH: '/usr/local/bin:/usr/bin/:/bin:/opt/bin',
    LD_LIBRARY_PATH: `/lib64:/usr/lib64:/var/runtime:/var/runtime/lib:${root}:${root}/lib:/opt/lib`,
  }
}

/**
 * How the runtime is to log. With text Lambda sets no level. Documented: "Log-level filtering"; captured: environments of 2024 and
 * 2025. That the function's own variables win is the rule of the managed core, and chosen for all.
 */
function logControls({ logFormat, applicationLogLevel }: Settings): Variables {
  return {
    AWS_LAMBDA_LOG_FORMAT: logFormat,
    ...(logFormat === 'JSON' ? { AWS_LAMBDA_LOG_LEVEL: applicationLogLevel } : {}),
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
    ...(given.sessionToken === undefined ? {} : { AWS_SESSION_TOKEN: given.sessionToken }),
  }
}

// Whoever is in a snapshot would have credentials of its time.
function containerCredentials(runtimeApi: string, authorization: string): Variables {
  return {
    AWS_CONTAINER_CREDENTIALS_FULL_URI: `http://${runtimeApi}/2021-04-23/credentials`,
    AWS_CONTAINER_AUTHORIZATION_TOKEN: authorization,
  }
}

function runtimeOnly(settings: Settings, logStreamName: string): Variables {
  return {
    _HANDLER: settings.handler,
    AWS_EXECUTION_ENV: 'AWS_Lambda_provided.al2023',
    ...(settings.initializationType === 'snap-start' ? {} : logNames(settings, logStreamName)),
    LAMBDA_TASK_ROOT: taskRoot(settings),
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
    AWS_LAMBDA_INITIALIZATION_TYPE: settings.initializationType,
    AWS_LAMBDA_RUNTIME_API: runtimeApi,
  }
}

// Not with SnapStart, where a restore changes them. Documented: "Monitoring for Lambda SnapStart".
function logNames(settings: Settings, logStreamName: string): Variables {
  return {
    AWS_LAMBDA_LOG_GROUP_NAME: logGroupName(settings),
    AWS_LAMBDA_LOG_STREAM_NAME: logStreamName,
  }
}

// Absolute: the runtime starts in it, and would look for a relative one inside.
function taskRoot({ functionDirectory }: Settings): string {
  return functionDirectory === undefined ? '/var/task' : resolve(functionDirectory)
}

function visibleToExtensions(environment: Variables): Variables {
  return Object.fromEntries(
    Object.entries(environment).filter(
      ([name]) => !name.startsWith('_') && !hiddenFromExtensions.has(name),
    ),
  )
}

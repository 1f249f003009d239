import { invalidOptions } from '@sim/core'
import { maxStreamedBytes } from '@sim/runtime-api'
import type { LogFormat } from '@sim/telemetry-api'
import * as z from 'zod'
import { logFormatOf } from './logs/check-log-options.ts'
import {
  applicationLogLevels,
  systemLogLevels,
  type ApplicationLogLevel,
  type SystemLogLevel,
} from './logs/log-level.ts'
import { checkManagedOptions } from './managed/check-options.ts'

const name = z.string().min(1)
const variables = z.record(z.string().regex(/^[^=\0]+$/), z.string())
const port = z.number().int().min(0).max(65_535)
const milliseconds = (least: number, most: number) => z.number().int().min(least).max(most)

/** What Node's timers hold: 24.8 days. */
const longestTimerMs = 2 ** 31 - 1

/** How much memory the process and its descendants may have; with more they are killed. Linux only. Default: no limit. */
const memoryLimitMb = z.number().int().min(1).max(10_240).optional()

const kibibyte = 1024
const bandwidth = z
  .number()
  .int()
  .min(32 * kibibyte)
  .max(64 * kibibyte * kibibyte)

/** A program to run as it is: an absolute path, or a name that the PATH of Lambda knows. */
const Program = z.strictObject({
  command: name,
  args: z.array(z.string()).default([]),
  cwd: name.optional(),
  environment: variables.default({}),
  memoryLimitMb,
})

const Extension = z.strictObject({
  /** As it registers: the base name of its file. Default: that of `command`. */
  name: name.optional(),
  /** Left out: someone else starts it, and the simulator only awaits it. */
  command: name.optional(),
  args: z.array(z.string()).default([]),
  cwd: name.optional(),
  environment: variables.default({}),
  memoryLimitMb,
})

const Credentials = z.strictObject({
  accessKeyId: name,
  secretAccessKey: name,
  /** Left out: the function has none, as with the keys of a user. */
  sessionToken: name.optional(),
})

/** What stands for a session token unless the user gives one. */
export const simulatedSessionToken = 'simulated-session-token'

/** Every option of a simulator, with its default and its bounds. */
export const SimulatorOptions = z.strictObject({
  functionName: z
    .string()
    .regex(/^[a-zA-Z0-9-_]{1,64}$/)
    .default('function'),
  functionVersion: name.default('$LATEST'),
  /** `file.export`. Default `index.handler`; empty for a runtime that needs none, as those of images do. */
  handler: z.string().default('index.handler'),
  /** `LAMBDA_TASK_ROOT`: a directory with a Node handler, or with an executable `bootstrap`. */
  functionDirectory: name.optional(),
  /** The runtime's program, instead of what `functionDirectory` suggests. */
  runtime: Program.optional(),
  /** External extensions, in the order in which they are started. With more than ten init fails, as on Lambda. */
  extensions: z.array(Extension).default([]),
  memorySizeMb: z.number().int().min(128).max(10_240).default(128),
  /**
   * `enforced`: all processes that the simulator starts have `memorySizeMb` together; with more the largest one is killed, and
   * a runtime is out of memory. Linux only. `none`: what they use is only reported.
   */
  memoryLimit: z.enum(['none', 'enforced']).default('none'),
  /**
   * The function's time-out, over runtime and extensions together. Lambda takes at most 900000 (documented); here whatever a
   * timer can hold is taken, since a function under a debugger needs more, and AWS's emulator has no limit either.
   */
  timeoutMs: milliseconds(1, longestTimerMs).default(3_000),
  /**
   * How long init may take ahead of an invocation. Default 10 seconds on demand; else 130 seconds, or the function's time-out
   * if that is longer. Documented: "Lambda execution environment lifecycle".
   */
  initTimeoutMs: milliseconds(1, longestTimerMs).optional(),
  /** How long a runtime may take to come back from a snapshot, its hooks included. Documented: 10 seconds. */
  restoreTimeoutMs: milliseconds(1, 900_000).default(10_000),
  /** The budget of SHUTDOWN. Default: 0 without extensions, 500 with internal ones only, else 2000. */
  shutdownTimeoutMs: milliseconds(0, 900_000).optional(),
  region: z
    .string()
    .regex(/^[a-z0-9-]+$/)
    .default('us-east-1'),
  accountId: z
    .string()
    .regex(/^\d{12}$/)
    .default('123456789012'),
  /** Of a managed runtime, such as `nodejs:22.v31`, for `platform.initStart` and `INIT_START`. Default: none, as with custom runtimes. */
  runtimeVersion: name.optional(),
  /** The ARN of that version. */
  runtimeVersionArn: name.optional(),
  logGroupName: name.optional(),
  logStreamName: name.optional(),
  /**
   * `Text`: lines stay text, and Lambda's own are INIT_START, START, END, REPORT. `JSON`: a printed line that is one JSON object is
   * one in telemetry, too, and Lambda writes its events to the log. Default `Text`; `JSON` on managed instances, which have no
   * other. Documented: "Configuring JSON and plain text log formats".
   */
  logFormat: z.enum(['Text', 'JSON']).optional(),
  /**
   * Only with `JSON`: the most detailed level of printed lines that the log has, default INFO; the runtime is told it as
   * `AWS_LAMBDA_LOG_LEVEL`. Telemetry has all that is printed. Documented: "Log-level filtering".
   */
  applicationLogLevel: z.enum(applicationLogLevels).optional(),
  /** Only with `JSON`: the most detailed level of Lambda's own events in the log, default INFO. Telemetry has all of them. */
  systemLogLevel: z.enum(systemLogLevels).optional(),
  /** The function's own variables. */
  environment: variables.default({}),
  credentials: Credentials.default({
    accessKeyId: 'ASIASIMULATED0000000',
    secretAccessKey: 'simulated-secret-access-key',
    sessionToken: simulatedSessionToken,
  }),
  /**
   * `process`: after each invocation every process is stopped, by signals, until there is work again. `cgroup`: by a control
   * group of Linux that they live in, where one may be made; it holds daemons, too.
   */
  freeze: z.enum(['none', 'process', 'cgroup']).default('none'),
  /** How long the kernel may take to stop everything. */
  freezeTimeoutMs: milliseconds(1, 60_000).default(1_000),
  /**
   * What becomes of the trace header of a caller. `pass-through`, as on Lambda unless a function asks for more: it goes on as it is;
   * without one the runtime gets a trace that is not sampled. `active`: each invocation gets a sampled trace, that of its caller if
   * there is one. `none`: it goes on as it is, and without one there is none, as in AWS's emulators.
   */
  tracing: z.enum(['pass-through', 'active', 'none']).default('pass-through'),
  /** `lenient`: telemetry also goes to listeners that could not bind `sandbox.localdomain`. */
  telemetryDestinations: z.enum(['strict', 'lenient']).default('lenient'),
  /**
   * How environments of the function are initialised, in the words of `AWS_LAMBDA_INITIALIZATION_TYPE`. `snap-start`: from a
   * snapshot, which the first invocation restores. `lambda-managed-instances`: many invocations at a time.
   */
  initializationType: z
    .enum(['on-demand', 'provisioned-concurrency', 'snap-start', 'lambda-managed-instances'])
    .default('on-demand'),
  /**
   * Only on managed instances: how many invocations the runtime is told to take at a time, as `AWS_LAMBDA_MAX_CONCURRENCY`.
   * Default 64, and at most 1600. Documented: "Node.js runtime for Lambda Managed Instances".
   */
  maxConcurrency: z.number().int().min(1).max(1_600).optional(),
  /** How the platform's limits run: `real`, `manual` (by `advance()`), or a scale: 0.001 makes 15 minutes 0.9 seconds. */
  time: z
    .union(
      [z.enum(['real', 'manual']), z.strictObject({ scale: z.number().gt(0).max(1_000) })],
      "expected 'real', 'manual', or { scale } with a number above 0, at most 1000",
    )
    .default('real'),
  /**
   * `on-invoke`: nothing is started until the first invocation, which then waits for init. `inside-invoke`: nor then, but the
   * init is a part of that invocation and of the function's time, as it is after a failure.
   */
  initialize: z.enum(['at-start', 'on-invoke', 'inside-invoke']).default('at-start'),
  /** Where runtime and extensions find their APIs. */
  host: name.default('127.0.0.1'),
  port: port.default(0),
  /** Where callers find the Invoke API. */
  invokeHost: name.default('127.0.0.1'),
  invokePort: port.default(0),
  /** How many bytes a response may have for a caller who takes it as it comes. Documented: "Lambda quotas", 200 MB. */
  maxStreamedBytes: z.number().int().min(0).default(maxStreamedBytes),
  /**
   * How fast such a response may go: `burst` bytes at once, then `rate` bytes a second. Lambda's own, which `{}` stands for, are
   * 6 MiB and 2 MiB. Default: as fast as it is read.
   */
  responseBandwidth: z
    .strictObject({
      rate: bandwidth.default(2 * kibibyte * kibibyte),
      burst: bandwidth.default(6 * kibibyte * kibibyte),
    })
    .optional(),
  /** How many journal entries are kept. */
  journalLimit: z.number().int().min(1).default(10_000),
  /** How many finished invocations can still be asked for by id. */
  invocationLimit: z.number().int().min(0).default(1_000),
})

/** What a user may pass. */
export type SimulatorOptions = z.input<typeof SimulatorOptions>

/** The options with every default filled in. */
export type Settings = z.output<typeof SimulatorOptions> & {
  readonly initTimeoutMs: number
  readonly logFormat: LogFormat
  readonly applicationLogLevel: ApplicationLogLevel
  readonly systemLogLevel: SystemLogLevel
}

/** Checks the options and fills in the defaults. Throws `ERR_INVALID_OPTIONS`, which names each fault. */
export function parseOptions(options: SimulatorOptions): Settings {
  const parsed = parseWith(SimulatorOptions, options, 'the simulator')
  checkManagedOptions(parsed)
  const {
    initTimeoutMs = initLimitMs(parsed),
    applicationLogLevel = 'INFO',
    systemLogLevel = 'INFO',
  } = parsed
  const logFormat = logFormatOf(parsed)
  return { ...parsed, initTimeoutMs, logFormat, applicationLogLevel, systemLogLevel }
}

function initLimitMs(options: z.output<typeof SimulatorOptions>): number {
  return options.initializationType === 'on-demand' ? 10_000 : Math.max(130_000, options.timeoutMs)
}

/** What an invocation may bring along. */
export const InvokeOptions = z.strictObject({
  /** Default: a new UUID. */
  requestId: z.uuid().optional(),
  /** The event's content type. Default `application/json`. */
  contentType: name.optional(),
  /** An X-Ray header, `Root=…`. */
  traceId: name.optional(),
  /** JSON text, as the runtime gets it: not base64. */
  clientContext: name.optional(),
  cognitoIdentity: z
    .strictObject({ cognitoIdentityId: z.string(), cognitoIdentityPoolId: z.string() })
    .optional(),
  tenantId: name.optional(),
  /** `streaming`: its caller takes the response as it comes. Default `buffered`: whole. */
  responseMode: z.enum(['buffered', 'streaming']).optional(),
})
export type InvokeOptions = z.input<typeof InvokeOptions>

/** Checks an invocation's options. Throws `ERR_INVALID_OPTIONS`. */
export function parseInvokeOptions(options: InvokeOptions): z.output<typeof InvokeOptions> {
  return parseWith(InvokeOptions, options, 'an invocation')
}

function parseWith<S extends z.ZodType>(schema: S, options: unknown, whose: string): z.output<S> {
  const parsed = schema.safeParse(options)
  if (parsed.success) return parsed.data
  throw invalidOptions(`the options of ${whose}`, options, parsed.error.issues)
}

import { SimulatorError } from '@sim/core'
import * as z from 'zod'

const name = z.string().min(1)
const variables = z.record(z.string().regex(/^[^=\0]+$/), z.string())
const port = z.number().int().min(0).max(65_535)
const milliseconds = (least: number, most: number) => z.number().int().min(least).max(most)

/** A program to run as it is: an absolute path, or a name that the PATH of Lambda knows. */
const Program = z.strictObject({
  command: name,
  args: z.array(z.string()).default([]),
  cwd: name.optional(),
  environment: variables.default({}),
})

const Extension = z.strictObject({
  /** As it registers: the base name of its file. Default: that of `command`. */
  name: name.optional(),
  /** Left out: someone else starts it, and the simulator only awaits it. */
  command: name.optional(),
  args: z.array(z.string()).default([]),
  cwd: name.optional(),
  environment: variables.default({}),
})

const Credentials = z.strictObject({
  accessKeyId: name,
  secretAccessKey: name,
  sessionToken: name,
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
  /** `file.export`. Default `index.handler`. */
  handler: name.default('index.handler'),
  /** `LAMBDA_TASK_ROOT`: a directory with a Node handler, or with an executable `bootstrap`. */
  functionDirectory: name.optional(),
  /** The runtime's program, instead of what `functionDirectory` suggests. */
  runtime: Program.optional(),
  /** External extensions, in the order in which they are started. At most ten, as on Lambda. */
  extensions: z.array(Extension).max(10).default([]),
  memorySizeMb: z.number().int().min(128).max(10_240).default(128),
  /** The function's time-out, over runtime and extensions together. */
  timeoutMs: milliseconds(1, 900_000).default(3_000),
  initTimeoutMs: milliseconds(1, 900_000).default(10_000),
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
  logGroupName: name.optional(),
  logStreamName: name.optional(),
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
  /** `active`: each invocation gets a sampled trace. `pass-through`: only what its caller gave. */
  tracing: z.enum(['active', 'pass-through']).default('active'),
  /** `lenient`: telemetry also goes to listeners that could not bind `sandbox.localdomain`. */
  telemetryDestinations: z.enum(['strict', 'lenient']).default('lenient'),
  /**
   * How environments of the function are initialised, in the words of `AWS_LAMBDA_INITIALIZATION_TYPE`. `snap-start`: from a
   * snapshot, which the first invocation restores. `lambda-managed-instances`: many invocations at a time.
   */
  initializationType: z
    .enum(['on-demand', 'provisioned-concurrency', 'snap-start', 'lambda-managed-instances'])
    .default('on-demand'),
  /** How the platform's limits run: `real`, `manual` (by `advance()`), or a scale: 0.001 makes 15 minutes 0.9 seconds. */
  time: z
    .union([z.enum(['real', 'manual']), z.strictObject({ scale: z.number().gt(0).max(1_000) })])
    .default('real'),
  /** `on-invoke`: nothing is started until the first invocation, which then waits for init. */
  initialize: z.enum(['at-start', 'on-invoke']).default('at-start'),
  /** Where runtime and extensions find their APIs. */
  host: name.default('127.0.0.1'),
  port: port.default(0),
  /** Where callers find the Invoke API. */
  invokeHost: name.default('127.0.0.1'),
  invokePort: port.default(0),
  /** How many journal entries are kept. */
  journalLimit: z.number().int().min(1).default(10_000),
  /** How many finished invocations can still be asked for by id. */
  invocationLimit: z.number().int().min(0).default(1_000),
})

/** What a user may pass. */
export type SimulatorOptions = z.input<typeof SimulatorOptions>

/** The options with every default filled in. */
export type Settings = z.output<typeof SimulatorOptions>

/** Checks the options and fills in the defaults. Throws `ERR_INVALID_OPTIONS`, which names each fault. */
export function parseOptions(options: SimulatorOptions): Settings {
  return parseWith(SimulatorOptions, options, 'the simulator')
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
})
export type InvokeOptions = z.input<typeof InvokeOptions>

/** Checks an invocation's options. Throws `ERR_INVALID_OPTIONS`. */
export function parseInvokeOptions(options: InvokeOptions): z.output<typeof InvokeOptions> {
  return parseWith(InvokeOptions, options, 'an invocation')
}

function parseWith<S extends z.ZodType>(schema: S, options: unknown, whose: string): z.output<S> {
  const parsed = schema.safeParse(options)
  if (parsed.success) return parsed.data
  const faults = parsed.error.issues.map((issue) => {
    const path = issue.path.join('.') || 'options'
    return `${path}: ${lowerFirst(issue.message)}, found ${found(options, issue.path)}`
  })
  throw new SimulatorError(
    'ERR_INVALID_OPTIONS',
    `the options of ${whose} are wrong: ${faults.join('; ')}`,
  )
}

function found(options: unknown, path: readonly PropertyKey[]): string {
  let value = options
  for (const key of path) value = (value as Record<PropertyKey, unknown> | undefined)?.[key]
  return JSON.stringify(value) ?? String(value)
}

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1)
}

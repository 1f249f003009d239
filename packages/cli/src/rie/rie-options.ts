import { resolve } from 'node:path'
import { leadingFlags, type FlagRules } from './leading-flags.ts'
import { logLevel, logLevelForm, type LogLevel } from './log-level.ts'
import { addressForm, networkAddress, type NetworkAddress } from './network-address.ts'
import { usageError } from '../usage-error.ts'

/** What the command line asks for. */
export interface RieOptions {
  readonly help: boolean
  readonly runtimeApi: NetworkAddress
  /** Where callers come in. */
  readonly invocations: NetworkAddress
  /** `undefined`: not said. */
  readonly logLevel: LogLevel | undefined
  readonly initCaching: boolean
  /** Processes are stopped between invocations. */
  readonly freeze: boolean
  /** The Telemetry API is served for real. */
  readonly telemetry: boolean
  readonly extensionsDirectory: string
  /** The runtime's program with its arguments; empty: it is looked for. */
  readonly bootstrap: readonly string[]
}

const rules: FlagRules = {
  '--runtime-api-address': { allowed: addressForm },
  '--runtime-interface-emulator-address': { allowed: addressForm },
  '--log-level': { allowed: logLevelForm },
  '--enable-init-caching': {},
  '--extensions-dir': { allowed: 'a directory' },
  '--freeze': {},
  '--telemetry': {},
  '--help': { short: '-h' },
}

/** Reads the command line. `cwd` resolves relative paths. Throws `ERR_USAGE`. Core: `rie/run.go`. */
export function rieOptions(args: readonly string[], cwd: string): RieOptions {
  const { given, rest } = leadingFlags(args, rules)
  const address = (flag: string, usual: string) => networkAddress(flag, given.get(flag) ?? usual)
  return {
    help: given.has('--help'),
    runtimeApi: address('--runtime-api-address', '127.0.0.1:9001'),
    invocations: address('--runtime-interface-emulator-address', '0.0.0.0:8080'),
    logLevel: level(given.get('--log-level')),
    initCaching: given.has('--enable-init-caching'),
    freeze: given.has('--freeze'),
    telemetry: given.has('--telemetry'),
    extensionsDirectory: resolve(cwd, given.get('--extensions-dir') ?? '/opt/extensions'),
    bootstrap: rest,
  }
}

function level(text: string | undefined): LogLevel | undefined {
  if (text === undefined) return undefined
  const found = logLevel(text)
  if (found !== undefined) return found
  throw usageError(`--log-level must be ${logLevelForm}, found ${JSON.stringify(text)}`)
}

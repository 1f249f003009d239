import { SimulatorError } from '@sim/core'
import type { LogFormat } from '@sim/telemetry-api'
import { isManaged } from '../managed/is-managed.ts'

/** The options that it looks at. */
interface Checked {
  readonly initializationType: string
  readonly logFormat?: LogFormat | undefined
  readonly applicationLogLevel?: string | undefined
  readonly systemLogLevel?: string | undefined
}

/**
 * The log format that options come to. Throws `ERR_INVALID_OPTIONS` for levels without the JSON format, and for text on a managed
 * instance, which logs in JSON only. Documented: "Log-level filtering", "Configuring JSON and plain text log formats".
 */
export function logFormatOf(options: Checked): LogFormat {
  const { logFormat, applicationLogLevel, systemLogLevel } = options
  const format = logFormat ?? (isManaged(options) ? 'JSON' : 'Text')
  if (format === 'JSON') return format
  if (isManaged(options)) throw wrong("logFormat: a managed instance logs in 'JSON', found 'Text'")
  for (const [name, level] of Object.entries({ applicationLogLevel, systemLogLevel })) {
    if (level === undefined) continue
    throw wrong(`${name}: needs logFormat 'JSON', found 'Text' with ${JSON.stringify(level)}`)
  }
  return format
}

function wrong(fault: string): SimulatorError {
  return new SimulatorError(
    'ERR_INVALID_OPTIONS',
    `the options of the simulator are wrong: ${fault}`,
  )
}

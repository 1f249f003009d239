import type { TelemetryEvent } from '@sim/telemetry-api'
import { initReportLine, reportLine, restoreReportLine } from '../telemetry/report-line.ts'

/**
 * The lines that Lambda writes to a function's log in the text format for an event of the platform; for most events there are none.
 *
 * Captured, except: `INIT_START` and `RESTORE_START` stand alone where no runtime version is known, since no managed runtime runs
 * here (chosen). There is no `XRAY` line, since nobody collects the segments (chosen). `EXTENSION` is printed
 * for every extension, as production did in 2021 (captured), not only for those that failed.
 */
export function platformTextLines(event: TelemetryEvent): readonly string[] {
  switch (event.type) {
    case 'platform.initStart':
      return event.record.phase === 'init' ? [startLineOf('INIT_START', event)] : []
    case 'platform.extension':
      return [extensionLine(event)]
    case 'platform.initReport':
      return hasInitReport(event) ? [initReportLine(event.record)] : []
    case 'platform.restoreStart':
      return [startLineOf('RESTORE_START', event)]
    case 'platform.restoreReport':
      return [restoreReportLine(event.record)]
    case 'platform.start':
      return [startLine(event)]
    case 'platform.report':
      return [...timedOutLines(event), endLine(event), reportLine(event.record)]
    default:
      return []
  }
}

/** Of an init on demand Lambda tells only if it failed, of any other always. Documented: "Lambda execution environment lifecycle". */
const hasInitReport = ({ record }: TelemetryEvent<'platform.initReport'>): boolean =>
  record.initializationType !== 'on-demand' || failures.has(record.status)

const failures: ReadonlySet<string> = new Set(['error', 'timeout'])

function startLineOf(
  name: 'INIT_START' | 'RESTORE_START',
  { record }: TelemetryEvent<'platform.initStart' | 'platform.restoreStart'>,
): string {
  const { runtimeVersion, runtimeVersionArn } = record
  const version = runtimeVersion === undefined ? '' : ` Runtime Version: ${runtimeVersion}`
  const arn = runtimeVersionArn === undefined ? '' : `\tRuntime Version ARN: ${runtimeVersionArn}`
  return `${name}${version}${arn}`
}

function startLine({ record }: TelemetryEvent<'platform.start'>): string {
  return `START RequestId: ${record.requestId} Version: ${record.version ?? '$LATEST'}`
}

const endLine = ({ record }: TelemetryEvent<'platform.report'>): string =>
  `END RequestId: ${record.requestId}`

function extensionLine({ record }: TelemetryEvent<'platform.extension'>): string {
  const { name, state, events, errorType } = record
  const error = errorType === undefined ? '' : `\tError Type: ${errorType}`
  return `EXTENSION\tName: ${name}\tState: ${state}\tEvents: [${events.join(',')}]${error}`
}

/** What stands before `END` after a time-out, an empty line included. Captured: a production log of 2024. */
function timedOutLines({ time, record }: TelemetryEvent<'platform.report'>): string[] {
  if (record.status !== 'timeout') return []
  // The platform reports exactly the time-out as the duration.
  const seconds = (record.metrics.durationMs / 1000).toFixed(2)
  return [`${time} ${record.requestId} Task timed out after ${seconds} seconds`, '']
}

import type { TelemetryEvent } from '@sim/telemetry-api'
import { initReportLine, reportLine } from '@sim/simulator'

/**
 * The lines that Lambda writes to a function's log for an event of the platform; for most events there are none.
 *
 * Captured, except: `INIT_START` stands alone where no runtime version is known, since no managed runtime runs
 * here (chosen). There is no `XRAY` line, since nobody collects the segments (chosen). `EXTENSION` is printed
 * for every extension, as production did in 2021 (captured), not only for those that failed.
 */
export function platformLines(event: TelemetryEvent): readonly string[] {
  switch (event.type) {
    case 'platform.initStart':
      return event.record.phase === 'init' ? [initStartLine(event)] : []
    case 'platform.extension':
      return [extensionLine(event)]
    case 'platform.initReport':
      return hasLine.has(event.record.status) ? [initReportLine(event.record)] : []
    case 'platform.start':
      return [startLine(event)]
    case 'platform.report':
      return [...timedOutLines(event), endLine(event), reportLine(event.record)]
    default:
      return []
  }
}

/** How an init on demand ends if Lambda tells of it. Documented: "Lambda execution environment lifecycle". */
const hasLine: ReadonlySet<string> = new Set(['error', 'timeout'])

function initStartLine({ record }: TelemetryEvent<'platform.initStart'>): string {
  const { runtimeVersion, runtimeVersionArn } = record
  const version = runtimeVersion === undefined ? '' : ` Runtime Version: ${runtimeVersion}`
  const arn = runtimeVersionArn === undefined ? '' : `\tRuntime Version ARN: ${runtimeVersionArn}`
  return `INIT_START${version}${arn}`
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

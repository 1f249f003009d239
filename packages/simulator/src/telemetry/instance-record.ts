import type { TelemetryRecords } from '@sim/telemetry-api'
import type { Settings } from '../options.ts'

/**
 * What telemetry tells of the function and of the environment that it has. Only a managed runtime has a version. Documented: the
 * schema of the Telemetry API; captured.
 */
export function instanceRecord(
  settings: Settings,
  logStreamName: string,
): TelemetryRecords['platform.restoreStart'] {
  const { runtimeVersion, runtimeVersionArn, functionName, functionVersion } = settings
  return {
    ...(runtimeVersion !== undefined && { runtimeVersion }),
    ...(runtimeVersionArn !== undefined && { runtimeVersionArn }),
    functionName,
    functionVersion,
    instanceId: logStreamName,
    instanceMaxMemory: settings.memorySizeMb * 1024 * 1024,
  }
}

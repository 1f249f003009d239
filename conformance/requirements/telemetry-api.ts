import type { Area } from './requirement.ts'
import { batching } from './telemetry-api/batching.ts'
import { delivery } from './telemetry-api/delivery.ts'
import { destinations } from './telemetry-api/destinations.ts'
import { logLines } from './telemetry-api/log-lines.ts'
import { logsApi } from './telemetry-api/logs-api.ts'
import { order } from './telemetry-api/order.ts'
import { records } from './telemetry-api/records.ts'
import { subscription } from './telemetry-api/subscription.ts'
import { window } from './telemetry-api/window.ts'

/** What the platform tells of an environment, to whom, and how it gets there. */
export const telemetryApi: Area = {
  title: 'Telemetry',
  prefixes: ['telemetry'],
  requirements: [
    ...subscription,
    ...destinations,
    ...window,
    ...records,
    ...order,
    ...batching,
    ...delivery,
    ...logLines,
    ...logsApi,
  ],
}

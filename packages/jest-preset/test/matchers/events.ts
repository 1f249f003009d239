import type { TelemetryEvent } from '@sim/telemetry-api'

const time = '2026-01-02T03:04:05.678Z'

export const start = (requestId: string): TelemetryEvent => ({
  time,
  type: 'platform.start',
  record: { requestId, version: '$LATEST' },
})

export const report = (
  requestId: string,
  status: 'success' | 'error' | 'timeout' = 'success',
  durationMs = 12.5,
): TelemetryEvent => ({
  time,
  type: 'platform.report',
  record: {
    requestId,
    status,
    metrics: { durationMs, billedDurationMs: 13, memorySizeMB: 128, maxMemoryUsedMB: 64 },
  },
})

export const line = (record: string | Record<string, unknown>): TelemetryEvent => ({
  time,
  type: 'function',
  record,
})

import type { TelemetryEvent, TelemetryRecords } from '@sim/telemetry-api'
import { Journal } from '../../src/journal/journal.ts'
import { TelemetryView } from '../../src/telemetry/telemetry-view.ts'

/** A journal that tells what a test tells it, the view of it, and the end of its environment. */
export function toldJournal(limit?: number) {
  const journal = new Journal(limit)
  const ending = new AbortController()
  const functionArn = 'arn:aws:lambda:eu-central-1:123456789012:function:checkout'
  const view = new TelemetryView(journal, ending.signal, { functionArn })
  return {
    journal,
    view,
    tell: <T extends keyof TelemetryRecords>(type: T, record: TelemetryRecords[T]) =>
      journal.record('telemetry', {
        event: { time: '2026-02-03T09:15:20.000Z', type, record } as TelemetryEvent,
      }),
    end: (reason: Error) => ending.abort(reason),
  }
}

/** The record of an invocation that is over. */
export const report = (
  requestId: string,
  status: 'success' | 'error' | 'timeout' = 'success',
): TelemetryRecords['platform.report'] => ({ requestId, status, metrics: { durationMs: 5 } })

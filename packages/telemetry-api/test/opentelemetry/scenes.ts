import type { TelemetryEvent, TelemetryRecords } from '../../src/events/telemetry-event.ts'

const requestId = '3b0a7c52-6f0e-4d1c-9a54-1c7f2e9d8b10'
const instance = {
  functionName: 'checkout',
  functionVersion: '$LATEST',
  instanceId: '2026/02/03/[$LATEST]9c1e5b7d3f2a4c6e8b0d1f2e3a4b5c6d',
  instanceMaxMemory: 268_435_456,
}
const onDemand = { initializationType: 'on-demand', phase: 'init' } as const
const memory = { memorySizeMB: 256, maxMemoryUsedMB: 71 }

/** The ARN of the function of all scenes. */
export const functionArn = 'arn:aws:lambda:eu-central-1:123456789012:function:checkout'

/** A moment so many milliseconds after the beginning of a scene. */
export const at = (ms: number): string =>
  new Date(Date.UTC(2026, 1, 3, 9, 15, 20) + ms).toISOString()

/** An event so many milliseconds after the beginning of a scene. */
export function told<T extends keyof TelemetryRecords>(
  ms: number,
  type: T,
  record: TelemetryRecords[T],
): TelemetryEvent {
  return { time: at(ms), type, record } as TelemetryEvent
}

const start = told(236, 'platform.start', { requestId, version: '$LATEST' })
const init = [
  told(0, 'platform.initStart', { ...onDemand, ...instance }),
  told(60, 'platform.telemetrySubscription', {
    name: 'otel',
    state: 'Subscribed',
    types: ['platform', 'function', 'extension'],
  }),
  told(150, 'function', 'loading\n'),
  told(234, 'platform.initRuntimeDone', { ...onDemand, status: 'success' }),
  told(234, 'platform.extension', { name: 'otel', state: 'Ready', events: ['INVOKE', 'SHUTDOWN'] }),
  told(235, 'platform.initReport', {
    ...onDemand,
    status: 'success',
    metrics: { durationMs: 234.766 },
  }),
]

/** With the figures of a captured cold start; the trace is invented. */
function coldStart(): TelemetryEvent[] {
  const tracing = {
    spanId: '6d1f0c93b7a2e845',
    type: 'X-Amzn-Trace-Id',
    value: 'Root=1-6981bb88-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1',
  } as const
  return [
    ...init,
    told(236, 'platform.start', { requestId, version: '$LATEST', tracing }),
    told(237, 'function', { level: 'WARN', message: 'an order', amount: 17.5, requestId }),
    told(253, 'platform.runtimeDone', {
      requestId,
      status: 'success',
      metrics: { durationMs: 17.12, producedBytes: 50 },
      spans: [
        { name: 'responseLatency', start: at(236), durationMs: 1.613 },
        { name: 'responseDuration', start: at(237), durationMs: 0.064 },
        { name: 'runtimeOverhead', start: at(238), durationMs: 15.246 },
      ],
      tracing,
    }),
    told(255, 'platform.report', {
      requestId,
      status: 'success',
      metrics: { durationMs: 19.493, billedDurationMs: 255, ...memory, initDurationMs: 235.086 },
      spans: [{ name: 'extensionOverhead', start: at(253), durationMs: 2.071 }],
      tracing,
    }),
  ]
}

const success = [
  told(239, 'platform.runtimeDone', {
    requestId,
    status: 'success',
    metrics: { durationMs: 3.25, producedBytes: 0 },
  }),
  told(239, 'platform.report', {
    requestId,
    status: 'success',
    metrics: { durationMs: 3.4, billedDurationMs: 4, ...memory },
  }),
]

function failed(status: 'error' | 'timeout', durationMs: number): TelemetryEvent[] {
  const errorType = status === 'error' ? { errorType: 'Runtime.ExitError' } : {}
  const metrics = { durationMs, billedDurationMs: Math.ceil(durationMs), ...memory }
  return [
    start,
    told(236 + durationMs, 'platform.runtimeDone', {
      requestId,
      status,
      ...errorType,
      metrics: { durationMs, producedBytes: 0 },
    }),
    told(255 + durationMs, 'platform.report', { requestId, status, ...errorType, metrics }),
  ]
}

function restored(): TelemetryEvent[] {
  const snapStart = { initializationType: 'snap-start', phase: 'init' } as const
  const instanceId = '2026/02/03/[7]0d1f2e3a4b5c6d9c1e5b7d3f2a4c6e8b'
  return [
    told(0, 'platform.initStart', { ...snapStart, ...instance, functionVersion: '7' }),
    told(180, 'platform.initRuntimeDone', { ...snapStart, status: 'success' }),
    told(181, 'platform.initReport', {
      ...snapStart,
      status: 'success',
      metrics: { durationMs: 181.2 },
    }),
    told(200, 'platform.restoreStart', { ...instance, functionVersion: '7', instanceId }),
    told(229, 'platform.restoreRuntimeDone', { status: 'success' }),
    told(230, 'platform.restoreReport', { status: 'success', metrics: { durationMs: 30.5 } }),
    told(236, 'platform.start', { requestId, version: '7' }),
    ...success.slice(0, 1),
    told(239, 'platform.report', {
      requestId,
      status: 'success',
      metrics: { durationMs: 3.4, billedDurationMs: 34, ...memory, restoreDurationMs: 30.5 },
    }),
  ]
}

/** Two invocations side by side, of which one fails. */
function managed(): TelemetryEvent[] {
  const type = { initializationType: 'lambda-managed-instances', phase: 'init' } as const
  const second = '71d4a3c8-0b52-4c8e-8f0e-9a3b5c7d1e2f'
  return [
    told(0, 'platform.initStart', { ...type, ...instance }),
    told(90, 'platform.initRuntimeDone', { ...type, status: 'success' }),
    told(91, 'platform.initReport', { ...type, status: 'success', metrics: { durationMs: 91 } }),
    told(100, 'platform.start', { requestId, version: '$LATEST', functionArn }),
    told(101, 'platform.start', { requestId: second, version: '$LATEST', functionArn }),
    told(102, 'function', 'whose line is it\n'),
    told(103, 'function', { level: 'INFO', message: 'mine', requestId }),
    told(110, 'platform.report', {
      requestId: second,
      status: 'error',
      errorType: 'Function.Unknown',
      metrics: { durationMs: 9.004 },
    }),
    told(120, 'platform.report', {
      requestId,
      status: 'success',
      metrics: { durationMs: 20.1 },
      spans: [
        { name: 'responseLatency', start: at(100), durationMs: 19 },
        { name: 'responseDuration', start: at(119), durationMs: 1.1 },
      ],
    }),
  ]
}

/** What the platform tells in the situations that have a golden file each. */
export const scenes: Readonly<Record<string, readonly TelemetryEvent[]>> = {
  'cold-start': coldStart(),
  'warm-start': [start, ...success],
  // The runtime is well: a handler that throws is a success to the platform.
  'handler-error': [start, told(237, 'function', 'TypeError: no order\n'), ...success],
  crash: failed('error', 41.007),
  'time-out': failed('timeout', 5000),
  restore: restored(),
  'managed-instance': managed(),
}

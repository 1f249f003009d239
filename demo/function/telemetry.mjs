// @ts-check
import { OTLPLogExporter } from '@opentelemetry/exporter-logs-otlp-http'
import {
  AggregationTemporalityPreference,
  OTLPMetricExporter,
} from '@opentelemetry/exporter-metrics-otlp-http'
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http'
import { resourceFromAttributes } from '@opentelemetry/resources'
import { BatchLogRecordProcessor, LoggerProvider } from '@opentelemetry/sdk-logs'
import { MeterProvider, PeriodicExportingMetricReader } from '@opentelemetry/sdk-metrics'
import {
  AlwaysOnSampler,
  BasicTracerProvider,
  BatchSpanProcessor,
} from '@opentelemetry/sdk-trace-base'

// The SDK exports to the extension, a process of the same sandbox, and no further: what leaves the
// sandbox is the extension's affair, after the caller has its answer.
const extension = `http://127.0.0.1:${process.env['OTLP_PORT']}`

const resource = resourceFromAttributes({
  'service.name': process.env['AWS_LAMBDA_FUNCTION_NAME'] ?? 'orders',
  'faas.name': process.env['AWS_LAMBDA_FUNCTION_NAME'] ?? 'orders',
  'faas.version': process.env['AWS_LAMBDA_FUNCTION_VERSION'] ?? '$LATEST',
})

const spans = new BasicTracerProvider({
  resource,
  sampler: new AlwaysOnSampler(),
  spanProcessors: [
    new BatchSpanProcessor(new OTLPTraceExporter({ url: `${extension}/v1/traces` })),
  ],
})

const metrics = new MeterProvider({
  resource,
  readers: [
    new PeriodicExportingMetricReader({
      exporter: new OTLPMetricExporter({
        url: `${extension}/v1/metrics`,
        // A sandbox may end at any time; a sum since its start would end with it.
        temporalityPreference: AggregationTemporalityPreference.DELTA,
      }),
    }),
  ],
})

const logs = new LoggerProvider({
  resource,
  processors: [
    new BatchLogRecordProcessor({
      exporter: new OTLPLogExporter({ url: `${extension}/v1/logs` }),
    }),
  ],
})

export const tracer = spans.getTracer('orders')
export const logger = logs.getLogger('orders')

const meter = metrics.getMeter('orders')
export const requestCount = meter.createCounter('http.server.requests')
export const requestDuration = meter.createHistogram('http.server.duration', { unit: 'ms' })

/**
 * Hands everything that was recorded to the extension.
 *
 * To be awaited before a handler returns: the sandbox may be frozen right after, and what was only
 * scheduled would wait for the next invocation, or for ever. A failure is logged and fails nothing.
 */
export async function flush() {
  const outcomes = await Promise.allSettled([
    spans.forceFlush(),
    metrics.forceFlush(),
    logs.forceFlush(),
  ])
  for (const outcome of outcomes) {
    if (outcome.status === 'rejected') console.warn('telemetry was lost:', outcome.reason)
  }
}

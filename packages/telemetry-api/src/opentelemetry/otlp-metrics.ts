import type { TelemetryEvent } from '../events/telemetry-event.ts'
import {
  byResource,
  scope,
  type OpenTelemetryOptions,
  type OtlpResource,
  type OtlpScope,
} from './otlp-resource.ts'
import { counter, histogram, type Interval, type OtlpMetric } from './otlp-metric.ts'
import { outcomeOf, recordsOf, type Phase } from './phase.ts'
import { readPhases } from './phase-reader.ts'
import { unixNano } from './unix-nano.ts'

/** `ExportMetricsServiceRequest`, as OTLP/JSON writes it: the body of `POST /v1/metrics` of a collector. */
export interface OtlpMetrics {
  readonly resourceMetrics: readonly {
    readonly resource: OtlpResource
    readonly scopeMetrics: readonly {
      readonly scope: OtlpScope
      readonly metrics: readonly OtlpMetric[]
    }[]
  }[]
}

/** Seconds. Documented: what the convention wants for `faas.invoke_duration` and `faas.init_duration`. */
const durationBounds = [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10]
const megabyte = 1024 * 1024
/** Bytes: the memory sizes of functions. Chosen: the convention has none. */
const memoryBounds = [32, 64, 128, 256, 512, 1024, 2048, 4096, 8192, 10_240].map(
  (mb) => mb * megabyte,
)

/**
 * The metrics of the semantic convention for FaaS that these events tell of, cumulative over all of them.
 *
 * Not among them are `faas.cpu_usage` and `faas.net_io`: no event tells these. A metric of which there is nothing to tell is left out,
 * a counter that is 0 is not. Never throws.
 */
export function otlpMetrics(
  events: readonly TelemetryEvent[],
  options: OpenTelemetryOptions = {},
): OtlpMetrics {
  const { phases } = readPhases(events)
  const interval: Interval = {
    from: unixNano(events[0]?.time ?? ''),
    to: unixNano(events.at(-1)?.time ?? ''),
  }
  const pairs = phases.map((phase) => [phase.instance, phase] as const)
  return {
    resourceMetrics: byResource(pairs, options).map(({ resource, items }) => ({
      resource,
      scopeMetrics: [{ scope, metrics: metricsOf(items, interval) }],
    })),
  }
}

function metricsOf(phases: readonly Phase[], interval: Interval): OtlpMetric[] {
  const invocations = phases.filter(({ kind }) => kind === 'invocation')
  const inits = phases.filter(({ kind }) => kind === 'init')
  const statuses = invocations.map((invocation) => outcomeOf(invocation)?.status)
  const count = (...wanted: readonly unknown[]) =>
    statuses.filter((status) => status !== undefined && wanted.includes(status)).length
  const cold = invocations.filter(({ isCold }) => isCold).length
  const memory = measured(invocations, 'maxMemoryUsedMB').map((mb) => mb * megabyte)
  const seconds = (all: readonly Phase[]) => measured(all, 'durationMs').map((ms) => ms / 1000)
  return [
    counter('faas.invocations', '{invocation}', count('success'), interval),
    counter('faas.errors', '{error}', count('error', 'failure'), interval),
    counter('faas.timeouts', '{timeout}', count('timeout'), interval),
    counter('faas.coldstarts', '{coldstart}', cold, interval),
    ...histogram('faas.invoke_duration', 's', seconds(invocations), durationBounds, interval),
    ...histogram('faas.init_duration', 's', seconds(inits), durationBounds, interval),
    ...histogram('faas.mem_usage', 'By', memory, memoryBounds, interval),
  ]
}

/** The first figure of this name that each phase tells: of an invocation's durations the runtime's, where it is told. */
function measured(phases: readonly Phase[], name: string): number[] {
  return phases.flatMap((phase) => {
    const values = recordsOf(phase).map(({ metrics }) => metrics?.[name] ?? NaN)
    return values.filter(Number.isFinite).slice(0, 1)
  })
}

import { Buffer } from 'node:buffer'
import type { ProcessKind } from '../kernel/body.ts'
import type { ExitReason } from '../kernel/exit-reason.ts'
import type { MetricsSink } from './metrics-sink.ts'

/** The nine signals of Lunatic's processes. */
export type SignalName =
  | 'Message'
  | 'Kill'
  | 'DieWhenLinkDies'
  | 'Link'
  | 'UnLink'
  | 'LinkDied'
  | 'Monitor'
  | 'StopMonitoring'
  | 'ProcessDied'

/** A sum over all environments of a set, written as a gauge whenever it changes. */
type Sum =
  | 'lunatic.process.messages.outstanding'
  | 'lunatic.process.links.alive'
  | 'lunatic.process.environment.count'
  | 'lunatic.registry.registered'
  | 'lunatic.timers.active'
  | 'lunatic.process.modules.active'
  | 'sim.process.monitors.alive'
  | 'sim.process.runaway'

/**
 * The figures under Lunatic's names, and under `sim.process` what it has none for.
 *
 * A gauge here is the true number at that moment: it falls when something ends.
 */
export class Meters {
  readonly #sink: MetricsSink | undefined
  readonly #sums = new Map<Sum, number>()

  constructor(sink: MetricsSink | undefined) {
    this.#sink = sink
  }

  signalSent(signal: SignalName, kind: ProcessKind): void {
    this.#sink?.counter('lunatic.process.signals.send', 1, { process_kind: kind, signal })
  }

  signalReceived(signal: SignalName): void {
    this.#sink?.counter('lunatic.process.signals.received', 1, { signal })
  }

  /** A message, or news of a death, has entered a mailbox. */
  delivered(signal: 'Message' | 'LinkDied' | 'ProcessDied'): void {
    const sink = this.#sink
    if (sink === undefined) return
    sink.counter('lunatic.process.messages.send', 1)
    if (signal === 'LinkDied') sink.counter('lunatic.process.messages.link_died.count', 1)
  }

  dataDelivered(data: unknown, resources: number): void {
    const sink = this.#sink
    if (sink === undefined) return
    sink.counter('lunatic.process.messages.data.count', 1)
    sink.histogram('lunatic.process.messages.data.resources.count', resources)
    const bytes = byteLength(data)
    if (bytes !== undefined) sink.histogram('lunatic.process.messages.data.size', bytes)
  }

  exited(kind: ProcessKind, reason: ExitReason): void {
    this.#sink?.counter('sim.process.exits', 1, { process_kind: kind, reason: reason.kind })
  }

  processes(count: number, environment: string): void {
    this.#sink?.gauge('lunatic.process.environment.process.count', count, { environment })
  }

  counted(
    name:
      | 'lunatic.registry.write'
      | 'lunatic.registry.read'
      | 'lunatic.registry.deletion'
      | 'lunatic.timers.started'
      | 'lunatic.timers.completed'
      | 'lunatic.timers.canceled'
      | 'lunatic.process.modules.compiled'
      | 'lunatic.process.modules.dropped'
      | 'sim.process.restarts',
  ): void {
    this.#sink?.counter(name, 1)
  }

  measured(
    name: 'lunatic.process.modules.compiled.duration' | 'sim.process.kill.duration',
    ms: number,
  ): void {
    this.#sink?.histogram(name, ms)
  }

  /** There is so much more of something, or less. */
  changed(sum: Sum, by: number): void {
    if (this.#sink === undefined || by === 0) return
    const value = (this.#sums.get(sum) ?? 0) + by
    this.#sums.set(sum, value)
    this.#sink.gauge(sum, value)
  }
}

function byteLength(data: unknown): number | undefined {
  if (typeof data === 'string') return Buffer.byteLength(data)
  return ArrayBuffer.isView(data) || data instanceof ArrayBuffer ? data.byteLength : undefined
}

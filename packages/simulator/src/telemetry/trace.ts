import type { TraceContext } from '@sim/telemetry-api'
import type { Settings } from '../options.ts'
import { RandomHex } from './random-hex.ts'

/** Makes the trace headers and the span ids of one environment. */
export class Tracer {
  readonly #random = new RandomHex()

  /**
   * The header that a runtime gets for that of its caller: see the option `tracing`. Captured: without tracing it is one that is
   * not sampled.
   */
  header(
    tracing: Settings['tracing'],
    given: string | undefined,
    nowMs: number,
  ): string | undefined {
    if (tracing === 'active') return this.completed(given, nowMs)
    return tracing === 'none' ? given : (given ?? this.newHeader(nowMs, 'Sampled=0'))
  }

  /** A fresh X-Ray header. Documented: "Tracing header" of the X-Ray developer guide. */
  newHeader(nowMs: number, decision: 'Sampled=0' | 'Sampled=1' = 'Sampled=1'): string {
    const seconds = Math.trunc(nowMs / 1000)
      .toString(16)
      .padStart(8, '0')
    const random = this.#random.digits(40)
    return `Root=1-${seconds}-${random.slice(0, 24)};Parent=${random.slice(24)};${decision}`
  }

  /**
   * A caller's header as an actively traced function hands it on: what it has stays as it is, in its order, `Lineage`
   * included; a root, a parent or a decision that it lacks is added. Without a header, a fresh one.
   */
  completed(header: string | undefined, nowMs: number): string {
    const fresh = this.newHeader(nowMs)
    if (header === undefined) return fresh
    // `Sampled=?` asks for a decision.
    const given = header.split(';').filter((field) => field !== '' && field !== 'Sampled=?')
    const names = new Set(given.map((field) => field.slice(0, field.indexOf('='))))
    const added = fresh.split(';').filter((field) => !names.has(field.slice(0, field.indexOf('='))))
    const isRoot = (field: string): boolean => field.startsWith('Root=')
    return [...added.filter(isRoot), ...given, ...added.filter((one) => !isRoot(one))].join(';')
  }

  /** What telemetry tells of a trace: nothing unless it is sampled and has a root. Core: `telemetry/tracer.go`. */
  context(header: string | undefined): TraceContext | undefined {
    if (header === undefined || !isSampled(header)) return undefined
    return { spanId: this.#random.digits(16), type: 'X-Amzn-Trace-Id', value: header }
  }
}

function isSampled(header: string): boolean {
  const fields = header.split(';').map((field) => field.trim())
  return fields.includes('Sampled=1') && fields.some((field) => /^Root=./.test(field))
}

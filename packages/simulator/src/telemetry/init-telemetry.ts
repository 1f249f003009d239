import type { InitPhase } from '@sim/telemetry-api'
import type { FatalError } from '../environment/fatal-error.ts'
import { platformMs } from './durations.ts'
import type { FlowContext } from '../flows/flow-context.ts'
import type { Generation } from '../generation/generation.ts'
import type { GenerationSession } from '../generation/generation-session.ts'
import { isManaged } from '../managed/is-managed.ts'
import { instanceRecord } from './instance-record.ts'

/** What telemetry tells of one init, in the platform's order. Captured: cold start of 2024-07. */
export class InitTelemetry {
  readonly #context: FlowContext
  readonly #generation: Generation<GenerationSession>
  readonly #phase: InitPhase
  readonly #startedAt: number
  #runtimeLaunched = false

  constructor(context: FlowContext, generation: Generation<GenerationSession>, phase: InitPhase) {
    this.#context = context
    this.#generation = generation
    this.#phase = phase
    this.#startedAt = context.clock.monotonic()
  }

  started(): void {
    const { settings, telemetry, logStreamName } = this.#context
    telemetry.emit('platform.initStart', {
      initializationType: settings.initializationType,
      phase: this.#phase,
      ...instanceRecord(settings, logStreamName),
    })
  }

  /** From here on the end of init also tells of the runtime. */
  runtimeLaunched(): void {
    this.#runtimeLaunched = true
  }

  /** The runtime is ready. A managed instance tells it at once, others when init is over. Core. */
  runtimeReady(): void {
    if (isManaged(this.#context.settings)) this.#runtimeDone()
  }

  /** Returns how long it took, in milliseconds. */
  ended(fatal?: FatalError): number {
    const { settings, telemetry } = this.#context
    const durationMs = this.#durationMs(fatal)
    const common = { initializationType: settings.initializationType, phase: this.#phase } as const
    // Of a runtime that did not come in time a managed instance tells nothing. Core: `rapid/handlers.go`.
    const isLate = fatal?.outcome === 'timeout' && isManaged(settings)
    if (this.#runtimeLaunched && !isLate) this.#runtimeDone(fatal)
    for (const { name, state, events, errorType } of this.#generation.registry.extensions) {
      const error = errorType === undefined ? {} : { errorType }
      telemetry.emit('platform.extension', { name, state, events: [...events], ...error })
    }
    const metrics = { durationMs }
    telemetry.emit('platform.initReport', { ...common, ...this.#status(fatal), metrics })
    return durationMs
  }

  #runtimeDone(fatal?: FatalError): void {
    const { settings, telemetry } = this.#context
    const { initializationType } = settings
    this.#runtimeLaunched = false
    telemetry.emit('platform.initRuntimeDone', {
      initializationType,
      phase: this.#phase,
      ...this.#runtimeStatus(fatal),
    })
  }

  // What ran into a limit took that limit's time, however long it lasted here.
  #durationMs(fatal: FatalError | undefined): number {
    const { clock, time } = this.#context
    const measuredMs = clock.monotonic() - this.#startedAt
    return platformMs(fatal?.outcome === 'timeout' ? measuredMs / time.scale : measuredMs)
  }

  // A runtime that did not come in time has the first error that was told of, if there was one. Core: `rapid/handlers.go`.
  #runtimeStatus(fatal: FatalError | undefined) {
    if (fatal === undefined) return { status: 'success' } as const
    const { outcome, errorType } = fatal
    return outcome === 'timeout'
      ? ({ status: 'error', errorType: this.#generation.reported ?? 'Runtime.Unknown' } as const)
      : ({ status: outcome, errorType } as const)
  }

  #status(fatal: FatalError | undefined) {
    return fatal?.outcome === 'timeout' && this.#phase === 'init'
      ? ({ status: 'timeout' } as const)
      : this.#runtimeStatus(fatal)
  }
}

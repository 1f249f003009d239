import type { FatalError } from './fatal-error.ts'
import { platformMs } from './durations.ts'
import type { FlowContext } from './flow-context.ts'
import type { Generation } from './generation.ts'

/** `init`: before any invocation. `invoke`: inside the invocation that found the environment dormant. */
export type InitPhase = 'init' | 'invoke'

/** What telemetry tells of one init, in the platform's order. Captured: cold start of 2024-07. */
export class InitTelemetry {
  readonly #context: FlowContext
  readonly #generation: Generation
  readonly #phase: InitPhase
  readonly #startedAt: number
  #runtimeLaunched = false

  constructor(context: FlowContext, generation: Generation, phase: InitPhase) {
    this.#context = context
    this.#generation = generation
    this.#phase = phase
    this.#startedAt = context.clock.monotonic()
  }

  started(): void {
    const { settings, telemetry, logStreamName } = this.#context
    telemetry.emit('platform.initStart', {
      initializationType: 'on-demand',
      phase: this.#phase,
      functionName: settings.functionName,
      functionVersion: settings.functionVersion,
      instanceId: logStreamName,
      instanceMaxMemory: settings.memorySizeMb * 1024 * 1024,
    })
  }

  /** From here on the end of init also tells of the runtime. */
  runtimeLaunched(): void {
    this.#runtimeLaunched = true
  }

  /** Returns how long it took, in milliseconds. */
  ended(fatal?: FatalError): number {
    const { telemetry, clock } = this.#context
    const durationMs = platformMs(clock.monotonic() - this.#startedAt)
    const common = { initializationType: 'on-demand', phase: this.#phase } as const
    if (this.#runtimeLaunched) {
      telemetry.emit('platform.initRuntimeDone', { ...common, ...this.#runtimeStatus(fatal) })
    }
    for (const { name, state, events, errorType } of this.#generation.registry.extensions) {
      const error = errorType === undefined ? {} : { errorType }
      telemetry.emit('platform.extension', { name, state, events: [...events], ...error })
    }
    const metrics = { durationMs }
    telemetry.emit('platform.initReport', { ...common, ...this.#status(fatal), metrics })
    return durationMs
  }

  // A runtime that did not come in time had no error of its own. Core: `rapid/handlers.go`.
  #runtimeStatus(fatal: FatalError | undefined) {
    if (fatal === undefined) return { status: 'success' } as const
    const { outcome, errorType } = fatal
    return outcome === 'timeout'
      ? ({ status: 'error', errorType: 'Runtime.Unknown' } as const)
      : ({
          status: outcome,
          errorType: this.#generation.initError?.errorType ?? errorType,
        } as const)
  }

  #status(fatal: FatalError | undefined) {
    return fatal?.outcome === 'timeout' && this.#phase === 'init'
      ? ({ status: 'timeout' } as const)
      : this.#runtimeStatus(fatal)
  }
}

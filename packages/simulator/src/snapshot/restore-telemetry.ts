import { platformMs } from '../telemetry/durations.ts'
import type { FatalError } from '../environment/fatal-error.ts'
import type { FlowContext } from '../flows/flow-context.ts'
import { instanceRecord } from '../telemetry/instance-record.ts'

/** What telemetry tells of one restore. Documented: the schema of the Telemetry API. */
export class RestoreTelemetry {
  readonly #context: FlowContext
  readonly #startedAt: number

  constructor(context: FlowContext) {
    this.#context = context
    this.#startedAt = context.clock.monotonic()
  }

  started(): void {
    const { settings, telemetry, logStreamName } = this.#context
    telemetry.emit('platform.restoreStart', instanceRecord(settings, logStreamName))
  }

  /** Returns how long it took, in milliseconds. */
  ended(fatal?: FatalError): number {
    const { telemetry, clock } = this.#context
    const durationMs = platformMs(clock.monotonic() - this.#startedAt)
    telemetry.emit('platform.restoreRuntimeDone', statusOf(fatal))
    telemetry.emit('platform.restoreReport', { ...statusOf(fatal), metrics: { durationMs } })
    return durationMs
  }
}

// Documented log lines: a time-out has no error type, a hook that failed has the error's.
function statusOf(fatal: FatalError | undefined) {
  if (fatal === undefined) return { status: 'success' } as const
  const { outcome, errorType } = fatal
  const isLate = outcome === 'timeout' || errorType === restoreTimedOutType
  return isLate ? ({ status: 'timeout' } as const) : ({ status: outcome, errorType } as const)
}

/** How a restore ends that takes too long. Core: `interop/model.go`. */
export const restoreTimedOutType = 'Runtime.RestoreHookUserTimeout'

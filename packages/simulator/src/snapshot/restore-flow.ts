import { SimulatorError } from '@sim/core'
import type { RestoreFailedError } from '@sim/runtime-api'
import { FatalError } from '../environment/fatal-error.ts'
import type { FlowContext } from '../flows/flow-context.ts'
import { Flow } from '../flows/flow.ts'
import { thaw } from '../environment/freezing.ts'
import type { Generation } from '../generation/generation.ts'
import { RestoreTelemetry, restoreTimedOutType } from './restore-telemetry.ts'

/**
 * Restores a generation from its snapshot: it gets another identity, is thawed, and its runtime goes on until it asks for its
 * first event. A runtime that had asked for that before has nothing to do.
 *
 * Resolves with the duration in milliseconds. Rejects with the `FatalError` that ended it; the generation has failed with it.
 * Core: `rapid/handlers.go`, handleRestore.
 */
export async function restoreFlow(context: FlowContext, generation: Generation): Promise<number> {
  const { settings, time, snapshot } = context
  const { restoreTimeoutMs } = settings
  snapshot?.renew()
  thaw(context)
  const report = new RestoreTelemetry(context)
  report.started()
  using flow = new Flow(generation)
  using _limit = time.after(restoreTimeoutMs, () => generation.fail(timedOut(restoreTimeoutMs)))
  try {
    await flow.until(generation.session.restore())
  } catch (error) {
    if (isReported(error)) generation.fail(reported(error))
    const fatal = generation.fatal ?? (error as FatalError)
    if (snapshot !== undefined) snapshot.failure = fatal
    report.ended(fatal)
    throw fatal
  }
  return report.ended()
}

/**
 * Restores a runtime that asks for it although it is in no snapshot, since it was initialised inside an invocation. That is a
 * part of the invocation. Chosen: the service would restore another environment.
 */
export async function restoreAtOnce(context: FlowContext, generation: Generation): Promise<void> {
  if (generation.session.state === 'RestoreReady') await restoreFlow(context, generation)
}

// The core names these two by their type alone; their words are chosen.
function timedOut(timeoutMs: number): FatalError {
  const text = `Restore hook timed out after ${(timeoutMs / 1000).toFixed(2)} seconds`
  return new FatalError('error', restoreTimedOutType, text)
}

function reported({ errorType }: RestoreFailedError): FatalError {
  return new FatalError('error', errorType, 'Restore hook failed')
}

function isReported(error: unknown): error is RestoreFailedError {
  return SimulatorError.is(error) && error.code === 'ERR_RESTORE_FAILED'
}

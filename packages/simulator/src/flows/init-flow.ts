import type { InitPhase } from '@sim/telemetry-api'
import type { FatalError } from '../environment/fatal-error.ts'
import type { FlowContext } from './flow-context.ts'
import { Flow } from './flow.ts'
import type { Generation } from '../generation/generation.ts'
import type { GenerationSession } from '../generation/generation-session.ts'
import { InitTelemetry } from '../telemetry/init-telemetry.ts'
import { startExtensions, startRuntime } from '../generation/launch.ts'

/**
 * Initialises a generation: extensions first, then the runtime, until everyone has asked for an event.
 *
 * Resolves with the duration in milliseconds. Rejects with the `FatalError` that ended it.
 * Core: `rapid/handlers.go`, doRuntimeDomainInit.
 */
export async function initFlow(
  context: FlowContext,
  generation: Generation<GenerationSession>,
  phase: InitPhase,
): Promise<number> {
  const { session, registry } = generation
  const report = new InitTelemetry(context, generation, phase)
  // A fresh window: what an earlier generation told is not replayed to those who subscribe to this one.
  context.telemetry.closeWindow()
  context.telemetry.openWindow()
  report.started()
  using flow = new Flow(generation)
  try {
    await startExtensions(context, generation, flow)
    await startRuntime(context, generation, flow, report)
    await flow.until(session.ready())
    report.runtimeReady()
    registry.closeRegistration()
    await flow.until(registry.ready())
  } catch (error) {
    report.ended(error as FatalError)
    throw error
  }
  const durationMs = report.ended()
  context.telemetry.closeWindow()
  return durationMs
}

import type { ManagedRuntimeSession } from '@sim/runtime-api'
import { timedOut, type FatalError } from '../environment/fatal-error.ts'
import type { FlowContext } from '../flows/flow-context.ts'
import { Flow } from '../flows/flow.ts'
import type { Generation } from '../generation/generation.ts'
import type { Invocation, PlatformReport } from '../invocation/invocation.ts'
import { runtimeInvocation, settle, streamOf } from '../flows/invoke-flow.ts'
import { ManagedInvokeTelemetry, type ManagedEnd } from './managed-invoke-telemetry.ts'
import { unansweredResult } from './managed-results.ts'

/**
 * One invocation on a managed instance, from its dispatch until it is answered. There must be an idle worker.
 *
 * It never rejects. Up to the first wait everything happens in the caller's turn. A time-out ends the invocation and nothing
 * else: its worker goes on, and its late answer is refused. Core: `invoke/running_invoke.go`.
 */
export async function managedInvokeFlow(
  context: FlowContext,
  generation: Generation<ManagedRuntimeSession>,
  invocation: Invocation,
): Promise<PlatformReport> {
  const { settings, clock, time, journal } = context
  const event = runtimeInvocation(context, invocation)
  const { requestId, deadlineMs } = event
  const telemetry = new ManagedInvokeTelemetry(context, event)
  telemetry.started()
  journal.record('invocation.dispatched', { requestId, deadlineMs })
  invocation.released(clock.monotonic())
  const delivery = generation.session.deliver(event, streamOf(context, invocation))
  using _timer = time.after(settings.timeoutMs, () =>
    delivery.timeOut(timedOut(settings.timeoutMs)),
  )
  using flow = new Flow(generation)
  const end = await ended(flow.until(delivery.answered))
  if (end.answer === undefined) {
    journal.record('invocation.answered', { requestId, status: end.fatal.outcome })
    invocation.answer(unansweredResult(requestId, end.fatal))
  } else {
    settle(context, invocation, end.answer)
  }
  return telemetry.reported(end, delivery.handedAt)
}

async function ended(answered: Promise<NonNullable<ManagedEnd['answer']>>): Promise<ManagedEnd> {
  try {
    return { answer: await answered }
  } catch (error) {
    // The first cause why the generation failed, or the time-out.
    return { fatal: error as FatalError }
  }
}

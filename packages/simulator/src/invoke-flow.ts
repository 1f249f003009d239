import type { InvocationAnswer, RuntimeInvocation } from '@sim/runtime-api'
import { timedOut, type FatalError } from './fatal-error.ts'
import type { FlowContext } from './flow-context.ts'
import { Flow } from './flow.ts'
import type { Generation } from './generation.ts'
import { initFlow } from './init-flow.ts'
import type { Invocation } from './invocation.ts'
import { InvokeTelemetry } from './invoke-telemetry.ts'
import { answeredResult, failedResult } from './results.ts'

/** How an invoke phase went; the caller may have had its answer long before. */
export interface InvokeEnd {
  readonly telemetry: InvokeTelemetry
  /** Why the generation does not survive it. */
  readonly fatal?: FatalError | undefined
}

/**
 * One invoke phase, from dispatch until the runtime and every subscribed extension asked for their next event.
 *
 * It never rejects. Up to the first wait everything happens in the caller's turn. The function's time bounds
 * all of it, an init inside it too. Core: `rapid/handlers.go`, doInvoke.
 */
export async function invokeFlow(
  context: FlowContext,
  generation: Generation,
  invocation: Invocation,
  dormant: boolean,
): Promise<InvokeEnd> {
  const { settings, time } = context
  const event = runtimeInvocation(context, invocation)
  const telemetry = new InvokeTelemetry(context, event.requestId, event.traceId)
  using _timer = time.after(settings.timeoutMs, () => generation.fail(timedOut(settings.timeoutMs)))
  using flow = new Flow(generation)
  let answer: InvocationAnswer | undefined
  try {
    if (dormant) await initFlow(context, generation, 'invoke')
    if (generation.fatal !== undefined) throw generation.fatal
    telemetry.started()
    const barrier = release(context, generation, event)
    answer = await flow.until(barrier.answered)
    settle(context, invocation, answer)
    await flow.until(barrier.runtimeDone)
    telemetry.runtimeDone(answer)
    await flow.until(barrier.extensionsDone)
    invocation.overhead(telemetry.extensionOverheadMs)
    return { telemetry }
  } catch (error) {
    const fatal = error as FatalError
    fail(context, generation, invocation, fatal)
    telemetry.runtimeDone(answer, fatal)
    return { telemetry, fatal }
  }
}

/** Hands the event out: to the extensions first, then to the runtime. */
function release(
  context: FlowContext,
  { registry, session }: Generation,
  event: RuntimeInvocation,
) {
  const { requestId, deadlineMs, invokedFunctionArn, traceId } = event
  context.journal.record('invocation.dispatched', { requestId, deadlineMs })
  const tracing = traceId && { tracing: { type: 'X-Amzn-Trace-Id', value: traceId } as const }
  const { ready } = registry.invoke({
    eventType: 'INVOKE',
    deadlineMs: Math.trunc(deadlineMs),
    requestId,
    invokedFunctionArn,
    ...tracing,
  })
  const { answered, done } = session.deliver(event)
  return { answered, runtimeDone: done, extensionsDone: ready }
}

function settle({ journal }: FlowContext, invocation: Invocation, answer: InvocationAnswer): void {
  const { requestId } = invocation
  const result = answeredResult(requestId, answer)
  journal.record('invocation.answered', { requestId, status: result.status })
  invocation.answer(result)
}

function fail(
  { journal }: FlowContext,
  generation: Generation,
  invocation: Invocation,
  fatal: FatalError,
): void {
  const { requestId } = invocation
  if (invocation.result !== undefined) return
  journal.record('invocation.answered', { requestId, status: fatal.outcome })
  invocation.answer(failedResult(requestId, fatal, generation.initError))
}

function runtimeInvocation(context: FlowContext, invocation: Invocation): RuntimeInvocation {
  const { settings, clock, time, functionArn, tracer } = context
  const { requestId, event: body, options } = invocation
  const { contentType, clientContext, cognitoIdentity, tenantId } = options
  const fresh = settings.tracing === 'active' ? tracer.newHeader(clock.now()) : undefined
  return {
    requestId,
    body,
    deadlineMs: time.deadline(settings.timeoutMs),
    invokedFunctionArn: functionArn,
    traceId: options.traceId ?? fresh,
    contentType,
    clientContext,
    cognitoIdentity: cognitoIdentity && JSON.stringify(cognitoIdentity),
    tenantId,
  }
}

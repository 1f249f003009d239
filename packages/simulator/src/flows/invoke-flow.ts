import type { InvocationAnswer, RuntimeInvocation, StreamTaker } from '@sim/runtime-api'
import { randomUUID } from 'node:crypto'
import { unlessEnding } from '../response/broken-upload.ts'
import { timedOut, type FatalError } from '../environment/fatal-error.ts'
import type { FlowContext } from './flow-context.ts'
import { Flow } from './flow.ts'
import type { Generation } from '../generation/generation.ts'
import { initFlow } from './init-flow.ts'
import type { Invocation } from '../invocation/invocation.ts'
import { InvokeTelemetry } from '../telemetry/invoke-telemetry.ts'
import { producedResponse } from '../response/produced-response.ts'
import { ResponseStream } from '../response/response-stream.ts'
import { restoreAtOnce } from '../snapshot/restore-flow.ts'
import { answeredResult, failedResult, initErrorResult } from '../invocation/results.ts'

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
  const telemetry = new InvokeTelemetry(context, event)
  using _timer = time.after(settings.timeoutMs, () => generation.fail(timedOut(settings.timeoutMs)))
  using flow = new Flow(generation)
  let answer: InvocationAnswer | undefined
  try {
    if (dormant) await initInside(context, generation, invocation)
    if (generation.fatal !== undefined) throw generation.fatal
    telemetry.started(!dormant)
    const barrier = release(context, generation, invocation, event)
    answer = await flow.until(barrier.answered)
    settle(context, invocation, await unlessEnding(flow, context, answer, barrier.runtimeDone))
    await flow.until(barrier.runtimeDone)
    telemetry.runtimeDone(producedResponse(answer, invocation.stream))
    await flow.until(barrier.extensionsDone)
    invocation.overhead(telemetry.extensionOverheadMs)
    return { telemetry }
  } catch (error) {
    const fatal = error as FatalError
    telemetry.cutShort()
    fail(context, generation, invocation, fatal)
    telemetry.runtimeDone(producedResponse(answer, invocation.stream), fatal)
    return { telemetry, fatal }
  }
}

/**
 * Initialises the generation that is to take the invocation. If the runtime says what is wrong the caller hears of it at
 * once, though the runtime may live on. Core: `rapidcore/server.go`.
 */
async function initInside(
  context: FlowContext,
  generation: Generation,
  invocation: Invocation,
): Promise<void> {
  const { requestId } = invocation
  using _reported = generation.initErrors.subscribe((report) => {
    if (report === undefined || invocation.result !== undefined) return
    context.journal.record('invocation.answered', { requestId, status: 'error' })
    invocation.answer(initErrorResult(requestId, report))
  })
  // The very first init is not one that is tried again, wherever it happens.
  await initFlow(context, generation, generation.number === 1 ? 'init' : 'invoke')
  await restoreAtOnce(context, generation)
}

/** Hands the event out: to the extensions first, then to the runtime. */
function release(
  context: FlowContext,
  { registry, session }: Generation,
  invocation: Invocation,
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
  const { answered, done } = session.deliver(event, streamOf(context, invocation))
  return { answered, runtimeDone: done, extensionsDone: ready }
}

/**
 * How the response is taken as it comes; `undefined` if the caller wants it whole. To be asked for when the event goes out: what
 * is timed counts from now.
 */
export function streamOf(context: FlowContext, invocation: Invocation): StreamTaker | undefined {
  const { settings, time, clock, journal } = context
  const { requestId, options } = invocation
  invocation.released(clock.monotonic())
  if (options.responseMode !== 'streaming') return undefined
  return (head) => {
    // Its caller has an error of init, and takes nothing any more.
    if (invocation.result !== undefined) return undefined
    const onFirstByte = () => invocation.firstByte(clock.monotonic())
    const stream = new ResponseStream(settings, time, head, onFirstByte)
    journal.record('invocation.responding', { requestId, ...head })
    invocation.begin(stream)
    return stream
  }
}

/** The caller has its answer. */
export function settle(
  { journal }: FlowContext,
  invocation: Invocation,
  answer: InvocationAnswer,
): void {
  const { requestId } = invocation
  const result = answeredResult(requestId, answer)
  invocation.firstByte(answer.startedAt)
  invocation.lastByte(answer.finishedAt)
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

/** The event as the runtime gets it. */
export function runtimeInvocation(context: FlowContext, invocation: Invocation): RuntimeInvocation {
  const { settings, clock, time, functionArn, tracer } = context
  const { requestId, event: body, options } = invocation
  const { contentType, clientContext, cognitoIdentity, tenantId } = options
  return {
    requestId,
    invocationId: randomUUID(),
    body,
    deadlineMs: time.deadline(settings.timeoutMs),
    invokedFunctionArn: functionArn,
    traceId: tracer.header(settings.tracing, options.traceId, clock.now()),
    contentType,
    clientContext,
    cognitoIdentity: cognitoIdentity && JSON.stringify(cognitoIdentity),
    tenantId,
  }
}

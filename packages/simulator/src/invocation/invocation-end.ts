import type { FatalError } from '../environment/fatal-error.ts'
import type { FlowContext } from '../flows/flow-context.ts'
import type { Generation } from '../generation/generation.ts'
import type { Invocation } from './invocation.ts'
import type { InvokeEnd } from '../flows/invoke-flow.ts'
import { failedResult } from './results.ts'

/** What came before an invocation and is reported with it, in milliseconds. */
export interface Preparation {
  readonly initDurationMs?: number | undefined
  readonly restoreDurationMs?: number | undefined
}

/** The invoke phase of an invocation is over: it is reported, and whoever awaits its end is told. */
export function endInvocation(
  { journal, memory }: FlowContext,
  { registry, session, members }: Generation,
  invocation: Invocation,
  { telemetry, fatal }: InvokeEnd,
  preparation: Preparation,
): void {
  const { requestId } = invocation
  const report = telemetry.reported({
    fatal,
    ...preparation,
    hasExtensions: registry.extensions.length > 0,
    maxMemoryUsedMB: memory.of(members),
  })
  session.release()
  journal.record('invocation.ended', { requestId, status: report.status })
  invocation.end(report)
}

/** An invocation, if one waits, fails before anybody has seen it: its caller is answered. What comes back ends it. */
export function refuseInvocation(
  context: FlowContext,
  waiting: Invocation | undefined,
  fatal: FatalError,
): () => void {
  if (waiting === undefined) return () => undefined
  const { requestId } = waiting
  context.journal.record('invocation.answered', { requestId, status: fatal.outcome })
  waiting.answer(failedResult(requestId, fatal))
  return () => cancelInvocation(context, waiting, fatal)
}

/** An invocation that nobody has seen is over, and there is nothing to report. Its caller is answered, unless it was before. */
export function cancelInvocation(
  { journal }: FlowContext,
  invocation: Invocation,
  fatal: FatalError,
): void {
  const { requestId } = invocation
  const { outcome: status } = fatal
  if (invocation.result === undefined) {
    journal.record('invocation.answered', { requestId, status })
    invocation.answer(failedResult(requestId, fatal))
  }
  journal.record('invocation.ended', { requestId, status })
  invocation.end()
}

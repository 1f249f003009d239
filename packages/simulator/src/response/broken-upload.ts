import { systemClock } from '@sim/core'
import type { InvocationAnswer } from '@sim/runtime-api'
import type { FlowContext } from '../flows/flow-context.ts'
import type { Flow } from '../flows/flow.ts'

/** How long a process may take to be seen ending after its connections broke, in milliseconds. */
const mostMs = 1_000

/**
 * An upload that breaks off is often the first that is seen of a process's end. Then that end is the cause, and this rejects
 * with it; it resolves if the runtime lives on, which it shows by asking for its next event.
 */
export async function unlessEnding(
  flow: Flow,
  { attached }: FlowContext,
  answer: InvocationAnswer,
  runtimeDone: Promise<void>,
): Promise<InvocationAnswer> {
  const isBroken = answer.kind === 'error' && answer.errorType === 'Runtime.TruncatedResponse'
  // Nothing is ever seen of the end of a runtime that someone else started.
  if (!isBroken || answer.by === 'runtime' || attached) return answer
  const over = Promise.withResolvers<void>()
  using _timer = systemClock.after(mostMs, over.resolve)
  await flow.until(Promise.race([runtimeDone, over.promise]))
  return answer
}

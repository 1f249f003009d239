import type { Invocation } from '@sim/simulator'

/** Resolves when an invocation is over. What its handle says must agree with itself all the way. */
export async function agreed(invocation: Invocation, faults: string[]): Promise<void> {
  const { requestId } = invocation
  const limits = { timeoutMs: Infinity }
  const result = await invocation.completed(limits)
  const atAnswer = invocation.progress
  if (atAnswer !== 'answered' && atAnswer !== 'ended') {
    faults.push(`${requestId} has an answer and is ${atAnswer}`)
  }
  const report = await invocation.done(limits)
  if (invocation.progress !== 'ended') faults.push(`${requestId} is done and not ended`)
  if (invocation.result !== result) faults.push(`${requestId} has got another answer`)
  if (invocation.report !== report) faults.push(`${requestId} has got another report`)
}

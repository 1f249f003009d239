import type { Invocation } from '@sim/simulator'
import type { InvocationPlan } from './plan.ts'

/** Reads a response as it comes, or not. What was read must be what the runtime sent, whole if it succeeded. */
export async function readStream(
  invocation: Invocation,
  { through, event }: InvocationPlan,
  faults: string[],
): Promise<void> {
  const { requestId } = invocation
  const limits = { timeoutMs: Infinity }
  const { body } = await invocation.responding(limits)
  if (through === 'stream, let go') body.destroy()
  if (through !== 'stream') return
  const parts: Buffer[] = []
  let failure: unknown
  try {
    for await (const part of body) parts.push(part as Buffer)
  } catch (error) {
    failure = error
  }
  const { status } = await invocation.completed(limits)
  const text = Buffer.concat(parts).toString()
  if ((status === 'success') !== (failure === undefined)) {
    faults.push(`${requestId} is a ${status}, and its body ended with ${String(failure)}`)
  }
  // What is too much for a whole answer is not for a stream.
  const isOwn = text.includes(event.nonce) || event.do === 'answer too much'
  if (status === 'success' && !isOwn) {
    faults.push(`${requestId} has the answer of another: ${text.slice(0, 100)}`)
  }
}

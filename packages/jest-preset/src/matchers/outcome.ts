import type { InvocationResult } from '@sim/simulator'
import { Buffer } from 'node:buffer'
import type { MatcherContext, MatcherResult } from './matcher-context.ts'
import { refuse, undecided, type Call } from './message.ts'
import { isInvocation, isResult } from './observed.ts'
import { isPlainObject } from './partial-equality.ts'

/** What the caller of an invocation got, or why that cannot be said. */
export function outcomeOf(
  context: MatcherContext,
  call: Call,
  received: unknown,
): { readonly result: InvocationResult } | { readonly refusal: MatcherResult } {
  if (isResult(received)) return { result: received }
  if (!isInvocation(received)) {
    const rule = 'received value must be an invocation, or the result of one'
    return { refusal: refuse(context, call, { rule, label: 'Received' }, received) }
  }
  if (received.result !== undefined) return { result: received.result }
  const { requestId, progress } = received
  return {
    refusal: undecided(context, call, [
      `Invocation ${requestId} has no answer yet, it is ${progress}: await invocation.completed() first`,
    ]),
  }
}

/** An answer's text. */
export function textOf({ payload }: InvocationResult): string {
  return Buffer.from(payload.buffer, payload.byteOffset, payload.byteLength).toString('utf8')
}

/** What an answer says: its JSON, or its text if it is none. */
export function answerOf(result: InvocationResult): unknown {
  const text = textOf(result)
  try {
    return JSON.parse(text) as unknown
  } catch {
    return text
  }
}

/** `Received a success: {"n": 1}`, `Received an error: {"errorMessage": …}` and where it was thrown. */
export function receivedLine({ utils }: MatcherContext, result: InvocationResult): string {
  const { status } = result
  const article = status === 'error' ? 'an' : 'a'
  const { said, trace } = parts(answerOf(result))
  return [`Received ${article} ${status}: ${utils.printReceived(shortened(said))}`, ...trace].join(
    '\n',
  )
}

/** An error object, and the trace in it: the runtimes of Node call it `trace`, others `stackTrace`. */
function parts(answer: unknown): { readonly said: unknown; readonly trace: readonly string[] } {
  if (!isPlainObject(answer) || !('errorType' in answer)) return { said: answer, trace: [] }
  const { trace, stackTrace, ...said } = answer
  const lines: unknown = trace ?? stackTrace ?? []
  if (!Array.isArray(lines)) return { said: answer, trace: [] }
  // Behind a bar, or test runners take it for the trace of the failure itself.
  return { said, trace: lines.slice(0, 5).map((line) => `  | ${String(line).trim()}`) }
}

const longestText = 2_000

/** A text that is too long to be read ends in how much is left out. */
export function shortened(value: unknown): unknown {
  if (typeof value !== 'string' || value.length <= longestText) return value
  return `${value.slice(0, longestText)}… and ${value.length - longestText} more characters`
}

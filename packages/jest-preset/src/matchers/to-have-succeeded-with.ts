import type { InvocationResult } from '@sim/simulator'
import { Buffer } from 'node:buffer'
import { inspect, types } from 'node:util'
import type { MatcherContext, MatcherResult } from './matcher-context.ts'
import { count, difference, message, type Call } from './message.ts'
import { answerOf, outcomeOf, receivedLine, shortened, textOf } from './outcome.ts'
import { fits, isRegExp, wholly } from './partial-equality.ts'
import { projection } from './projection.ts'

/** Judges what the caller of an invocation got. Without a value any success will do. */
export function toHaveSucceededWith(
  this: MatcherContext,
  received: unknown,
  ...expected: readonly unknown[]
): MatcherResult {
  const isAny = expected.length === 0
  const args = isAny ? [] : ['value']
  const call: Call = { name: 'toHaveSucceededWith', on: 'invocation', args }
  const outcome = outcomeOf(this, call, received)
  if ('refusal' in outcome) return outcome.refusal
  const { result } = outcome
  const isSuccess = result.status === 'success'
  const pass = isSuccess && (isAny || isAnswer(this, result, expected[0]))
  const article = this.isNot === true ? 'no' : 'a'
  const lines = () =>
    isAny
      ? [`Expected ${article} success`, receivedLine(this, result)]
      : [
          `Expected ${article} success: ${printed(this, expected[0])}`,
          receivedLine(this, result),
          isSuccess && !pass ? howItDiffers(this, result, expected[0]) : undefined,
        ]
  return { pass, message: () => message(this, call, lines()) }
}

function isAnswer(context: MatcherContext, result: InvocationResult, value: unknown): boolean {
  if (types.isUint8Array(value)) return Buffer.compare(result.payload, value) === 0
  const text = textOf(result)
  if (isRegExp(value)) return fits(text, value)
  return text === value || wholly(context)(answerOf(result), value)
}

function howItDiffers(
  context: MatcherContext,
  result: InvocationResult,
  value: unknown,
): string | undefined {
  const { payload } = result
  if (!types.isUint8Array(value)) {
    const answer = answerOf(result)
    return difference(context, value, projection(answer, value, wholly(context), 'all'))
  }
  const place = payload.findIndex((byte, index) => byte !== value[index])
  const first = place === -1 ? payload.length : place
  return `It has ${count(payload.length, 'byte')}, and differs first at byte ${first}`
}

function printed({ utils }: MatcherContext, value: unknown): string {
  return types.isUint8Array(value)
    ? inspect(Buffer.from(value))
    : utils.printExpected(shortened(value))
}

import type { InvocationResult } from '@sim/simulator'
import type { MatcherContext, MatcherResult } from './matcher-context.ts'
import { difference, message, type Call } from './message.ts'
import { answerOf, outcomeOf, receivedLine } from './outcome.ts'
import { fits, isPlainObject, isRegExp, partially, type Matches } from './partial-equality.ts'
import { differences, projection } from './projection.ts'

/** Judges the error that the caller of an invocation got. Without a failure any error will do. */
export function toHaveFailedWith(
  this: MatcherContext,
  received: unknown,
  ...expected: readonly unknown[]
): MatcherResult {
  const isAny = expected.length === 0
  const args = isAny ? [] : ['failure']
  const call: Call = { name: 'toHaveFailedWith', on: 'invocation', args }
  const outcome = outcomeOf(this, call, received)
  if ('refusal' in outcome) return outcome.refusal
  const { result } = outcome
  const [failure] = expected
  const matches = partially(this)
  const isFailure = result.status !== 'success'
  const pass = isFailure && (isAny || isFailureLike(result, failure, matches))
  const article = this.isNot === true ? 'no' : 'a'
  const wanted = isAny ? '' : ` with: ${this.utils.printExpected(failure)}`
  return {
    pass,
    message: () =>
      message(this, call, [
        `Expected ${article} failure${wanted}`,
        receivedLine(this, result),
        platformsWord(result),
        isFailure && !pass && isPlainObject(failure)
          ? difference(
              this,
              failure,
              projection(closest(result, failure, matches), failure, matches),
            )
          : undefined,
      ]),
  }
}

function isFailureLike(result: InvocationResult, failure: unknown, matches: Matches): boolean {
  const all = candidates(result)
  if (typeof failure === 'string') {
    return all.some(
      ({ errorType, errorMessage }) =>
        errorType === failure || (isText(errorMessage) && errorMessage.includes(failure)),
    )
  }
  if (isRegExp(failure)) {
    return all.some(({ errorType, errorMessage }) =>
      [errorType, errorMessage].some((text) => isText(text) && fits(text, failure)),
    )
  }
  return all.some((candidate) => matches(candidate, failure))
}

interface Failure {
  readonly errorType?: unknown
  readonly errorMessage?: unknown
  readonly status: string
}

/** The error object under its own type, and under the platform's word for it. */
function candidates(result: InvocationResult): readonly Failure[] {
  const answer = answerOf(result)
  const { status, errorType } = result
  const body = isPlainObject(answer) ? answer : { errorMessage: answer }
  const own = { ...body, status }
  return errorType === undefined ? [own] : [own, { ...own, errorType }]
}

function closest(result: InvocationResult, failure: unknown, matches: Matches): Failure {
  return candidates(result).reduce((best, other) =>
    differences(other, failure, matches) < differences(best, failure, matches) ? other : best,
  )
}

/** Worth a line where the error object uses another. */
function platformsWord(result: InvocationResult): string | undefined {
  const [own] = candidates(result)
  const { errorType } = result
  return errorType === undefined || own?.errorType === errorType
    ? undefined
    : `The platform calls it: ${errorType}`
}

const isText = (value: unknown) => typeof value === 'string'

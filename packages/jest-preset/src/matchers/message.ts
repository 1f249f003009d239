import { types } from 'node:util'
import type { MatcherContext, MatcherResult } from './matcher-context.ts'

/** How a matcher was called, for the first line of its messages. */
export interface Call {
  readonly name: string
  /** What it is called on, in a word. */
  readonly on: string
  /** Its arguments, each in a word. */
  readonly args: readonly string[]
}

/** The first line of each message: `expect(simulator).not.toBeFrozen()`. */
export function hint({ utils, isNot = false, promise = '' }: MatcherContext, call: Call): string {
  const [first = '', ...others] = call.args
  const secondArgument = others.join(', ')
  return utils.matcherHint(call.name, call.on, first, { isNot, promise, secondArgument })
}

/** A message of the lines that there are, below the hint. */
export function message(
  context: MatcherContext,
  call: Call,
  lines: readonly (string | undefined)[],
): string {
  const written = lines.filter((line) => line !== undefined)
  return [hint(context, call), '', ...written].join('\n')
}

/**
 * The matcher was called on something, or with something, that it can say nothing of.
 *
 * Throws a `TypeError`; where it stands for a value, that value just does not match.
 */
export function refuse(
  context: MatcherContext,
  call: Call,
  complaint: { readonly rule: string; readonly label: 'Received' | 'Expected' },
  value: unknown,
): MatcherResult {
  const { printReceived, printExpected } = context.utils
  const isReceived = complaint.label === 'Received'
  const lines = [
    complaint.rule,
    isReceived && types.isPromise(value)
      ? 'It is a promise: await it first, or put .resolves before the matcher'
      : undefined,
    '',
    `${complaint.label}: ${isReceived ? printReceived(value) : printExpected(value)}`,
  ]
  if (context.promise !== undefined) throw new TypeError(message(context, call, lines))
  return { pass: false, message: () => message(context, call, lines) }
}

/** Neither the matcher nor its `.not` holds, because there is nothing that could be judged. */
export function undecided(
  context: MatcherContext,
  call: Call,
  lines: readonly (string | undefined)[],
): MatcherResult {
  return { pass: context.isNot === true, message: () => message(context, call, lines) }
}

/** The difference, below an empty line; nothing where both are better read side by side. */
export function difference(
  { utils }: MatcherContext,
  expected: unknown,
  received: unknown,
): string | undefined {
  if (!isLong(expected) || !isLong(received)) return undefined
  const text = utils.diff(expected, received)
  return typeof text === 'string' && text !== '' ? `\n${text}` : undefined
}

const isLong = (value: unknown) =>
  (typeof value === 'object' && value !== null) ||
  (typeof value === 'string' && value.includes('\n'))

/** `1 event`, `2 events`. */
export const count = (number: number, noun: string): string =>
  `${number} ${noun}${number === 1 ? '' : 's'}`

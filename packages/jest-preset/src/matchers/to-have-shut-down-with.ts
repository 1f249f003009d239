import { ShutdownReason } from '@sim/extensions-api'
import type { MatcherContext, MatcherResult } from './matcher-context.ts'
import { message, refuse, undecided, type Call } from './message.ts'
import { didYouMean } from './nearest-name.ts'
import { isSimulator } from './observed.ts'
import { partially } from './partial-equality.ts'

/** Judges the reasons of the shutdowns that have begun so far, resets included. */
export function toHaveShutDownWith(
  this: MatcherContext,
  received: unknown,
  reason: unknown,
): MatcherResult {
  const call: Call = { name: 'toHaveShutDownWith', on: 'simulator', args: ['reason'] }
  if (!isSimulator(received)) {
    const rule = 'received value must be a simulator'
    return refuse(this, call, { rule, label: 'Received' }, received)
  }
  const { printExpected } = this.utils
  const known = ShutdownReason.options
  if (typeof reason === 'string' && !(known as readonly string[]).includes(reason)) {
    return undecided(this, call, [
      `Expected reason: ${printExpected(reason)}`,
      `There is no such reason, only ${known.join(', ')}`,
      didYouMean(reason, known),
    ])
  }
  const shutdowns = received.journal.entries('shutdown')
  const matches = partially(this)
  const not = this.isNot === true ? 'not ' : ''
  const all = shutdowns.map((entry) => `generation ${entry.generation} for ${entry.reason}`)
  return {
    pass: shutdowns.some((entry) => matches(entry.reason, reason)),
    message: () =>
      message(this, call, [
        `Expected reason: ${not}${printExpected(reason)}`,
        shutdowns.length === 0
          ? `Received: no shutdown, the environment is in phase ${received.phase}`
          : `Received: a shutdown of ${all.join(', of ')}`,
      ]),
  }
}

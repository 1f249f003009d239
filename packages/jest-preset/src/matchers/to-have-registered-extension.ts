import type { MatcherContext, MatcherResult } from './matcher-context.ts'
import { message, refuse, type Call } from './message.ts'
import { didYouMean } from './nearest-name.ts'
import { isSimulator, type ObservedSimulator } from './observed.ts'
import { partially, type Matches } from './partial-equality.ts'

/** Judges which extensions have registered so far, in any generation. */
export function toHaveRegisteredExtension(
  this: MatcherContext,
  received: unknown,
  name: unknown,
  registration: { readonly events?: unknown } = {},
): MatcherResult {
  const { events } = registration
  const args = events === undefined ? ['name'] : ['name', 'registration']
  const call: Call = { name: 'toHaveRegisteredExtension', on: 'simulator', args }
  if (!isSimulator(received)) {
    const rule = 'received value must be a simulator'
    return refuse(this, call, { rule, label: 'Received' }, received)
  }
  const { printExpected, printReceived } = this.utils
  const matches = partially(this)
  const all = registrations(received)
  const names = all.map((one) => one.name)
  const silent = received.extensions
    .filter((extension) => !names.includes(extension.name))
    .map((extension) => extension.name)
  const not = this.isNot === true ? 'not ' : ''
  return {
    pass: all.some(
      (one) => matches(one.name, name) && (events === undefined || areEvents(one, events, matches)),
    ),
    message: () =>
      message(this, call, [
        `Expected: ${not}${printExpected(name)}${events === undefined ? '' : ` for ${printExpected(events)}`}`,
        all.length === 0 ? 'Received: no registration' : undefined,
        ...all.map(
          (one) => `Received: ${printReceived(one.name)} for ${printReceived(one.events)}`,
        ),
        silent.length > 0 ? `Not registered yet: ${silent.join(', ')}` : undefined,
        didYouMean(name, [...names, ...silent]),
      ]),
  }
}

interface Registration {
  readonly name: string
  readonly events: readonly string[]
}

/** Each once. What the journal has forgotten the generation of the moment may still know. */
function registrations({ journal, extensions }: ObservedSimulator): readonly Registration[] {
  const past = journal.entries('extension.registered')
  const present = extensions.filter(({ id }) => id !== undefined)
  const all = new Map<string, Registration>()
  for (const { name, events } of [...past, ...present]) {
    all.set(JSON.stringify([name, events]), { name, events })
  }
  return [...all.values()]
}

/** A list means all events in any order: an extension may name them in any. */
function areEvents(one: Registration, events: unknown, matches: Matches): boolean {
  if (!Array.isArray(events)) return matches(one.events, events)
  return (
    events.length === one.events.length &&
    events.every((event) => one.events.some((registered) => matches(registered, event)))
  )
}

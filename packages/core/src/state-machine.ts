import { SimulatorError } from './simulator-error.ts'

/** From a state, by an event, to a state. What is not in it is forbidden. */
export type TransitionTable<State extends string, Event extends string> = Readonly<
  Record<State, Readonly<Partial<Record<Event, State>>>>
>

/** Something was asked for that its state does not allow. `code` is `ERR_ILLEGAL_TRANSITION`. */
export class IllegalTransitionError extends SimulatorError<'ERR_ILLEGAL_TRANSITION'> {
  readonly from: string
  readonly event: string
  /** The events that the state allows. */
  readonly allowed: readonly string[]

  constructor(subject: string, from: string, event: string, allowed: readonly string[]) {
    super(
      'ERR_ILLEGAL_TRANSITION',
      `${subject} is ${from}: ${event} is not allowed, only ${allowed.join(', ') || 'nothing'}`,
    )
    this.from = from
    this.event = event
    this.allowed = allowed
  }
}

/** The next state, or a throw of `IllegalTransitionError`. Pure. */
export function transition<State extends string, Event extends string>(
  table: TransitionTable<State, Event>,
  subject: string,
  from: State,
  event: Event,
): State {
  const row = table[from]
  const to = Object.hasOwn(row, event) ? row[event] : undefined
  if (to === undefined) {
    throw new IllegalTransitionError(subject, from, event, Object.keys(row))
  }
  return to
}

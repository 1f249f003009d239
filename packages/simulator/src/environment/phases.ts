import { Listeners, transition, type Watchable } from '@sim/core'
import type { Journal } from '../journal/journal.ts'
import { phaseTransitions, type Phase, type PhaseEvent } from './phase.ts'
import { until } from './until.ts'

/**
 * The phase that an environment is in: it changes as the table allows, and each change is written down.
 *
 * The new phase holds before anybody hears of it. Who then causes the next change does not disturb the others: they hear of
 * both, in their order.
 */
export class Phases implements Watchable<Phase> {
  readonly #journal: Journal
  readonly #listeners = new Listeners<Phase>()
  /** Those that nobody was told of yet. */
  readonly #untold: Phase[] = []
  #current: Phase

  constructor(journal: Journal, first: Phase) {
    this.#journal = journal
    this.#current = first
  }

  get current(): Phase {
    return this.#current
  }

  subscribe(listener: (phase: Phase) => void): Disposable {
    return this.#listeners.add(listener)
  }

  /** Throws `ERR_ILLEGAL_TRANSITION` for what cannot happen in this phase. */
  move(event: PhaseEvent): void {
    const from = this.#current
    const to = transition(phaseTransitions, 'the environment', from, event)
    this.#current = to
    this.#untold.push(to)
    this.#journal.record('phase', { from, to })
    for (let next = this.#untold.shift(); next; next = this.#untold.shift()) {
      this.#listeners.call(next)
    }
  }

  /** Resolves in a phase that is wanted. */
  until(isWanted: (phase: Phase) => boolean): Promise<void> {
    return until(this, isWanted)
  }
}

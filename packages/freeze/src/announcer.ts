import { Cell } from '@sim/core'
import type { FreezeEvent } from './freeze-event.ts'

/** `freezing` lasts until every thread was seen to be stopped. */
export type FreezeState = 'running' | 'freezing' | 'frozen'

/**
 * Tells states and events, in the order in which they came about.
 *
 * A listener may freeze and thaw: what it causes holds at once, and is told after what it was just told. A
 * listener that throws stops nothing: its error surfaces as an unhandled rejection.
 */
export class Announcer {
  readonly states = new Cell<FreezeState>('running')
  readonly #onEvent: (event: FreezeEvent) => void
  readonly #news: (() => void)[] = []
  #state: FreezeState = 'running'

  constructor(onEvent: (event: FreezeEvent) => void) {
    this.#onEvent = onEvent
  }

  get state(): FreezeState {
    return this.#state
  }

  /** A new state, and the events that are told with it before anything that a listener causes. */
  become(state: FreezeState, ...events: readonly (FreezeEvent | false)[]): void {
    this.#state = state
    const tellings = events.filter((event) => event !== false).map((event) => this.#telling(event))
    this.#announce(() => this.states.set(state), ...tellings)
  }

  tell(event: FreezeEvent): void {
    this.#announce(this.#telling(event))
  }

  #telling(event: FreezeEvent): () => void {
    return () => this.#onEvent(event)
  }

  #announce(...news: readonly (() => void)[]): void {
    const isAnnouncing = this.#news.length > 0
    this.#news.push(...news)
    if (isAnnouncing) return
    for (const next of this.#news) callSafely(next)
    this.#news.length = 0
  }
}

function callSafely(call: () => void): void {
  try {
    call()
  } catch (error) {
    void Promise.reject(error)
  }
}

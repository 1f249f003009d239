import { Cell } from '@sim/core'
import { setImmediate } from 'node:timers'
import type { FreezeError } from './freeze-error.ts'
import type { FreezeEvent } from './freeze-event.ts'

/** `freezing` lasts until every thread was seen to be stopped. */
export type FreezeState = 'running' | 'freezing' | 'frozen'

/**
 * Tells states and events, in the order in which they came about.
 *
 * A listener may freeze and thaw: what it causes holds at once, and is told after what it was just told. A
 * listener that throws stops nothing: its error is thrown in a turn of its own, as an uncaught exception.
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

  become(state: FreezeState): void {
    this.#state = state
    this.#announce(() => this.states.set(state))
  }

  tell(event: FreezeEvent): void {
    this.#announce(() => this.#onEvent(event))
  }

  superseded(epoch: number, currentEpoch: number): void {
    this.tell({ type: 'superseded', epoch, currentEpoch })
  }

  failed(epoch: number, error: FreezeError): void {
    this.tell({ type: 'failed', epoch, error })
  }

  #announce(news: () => void): void {
    this.#news.push(news)
    if (this.#news.length > 1) return
    for (const next of this.#news) callSafely(next)
    this.#news.length = 0
  }
}

function callSafely(call: () => void): void {
  try {
    call()
  } catch (error) {
    setImmediate(() => {
      throw error
    })
  }
}

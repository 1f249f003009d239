import { Gate } from '@sim/core'
import type { InvokeEvent } from './events.ts'
import type { Extension } from './extension.ts'

/** Who still works on an invocation. */
export interface InvokeBarrier {
  /**
   * Resolves when every subscriber was handed this INVOKE and asked for its next event after that.
   *
   * A poll that merely fetches the INVOKE does not count. Rejects with the reason when the generation is
   * closed before. Core: `rapid/handlers.go`, the barrier of the subscribed extensions.
   */
  readonly ready: Promise<void>
  /** The names of those who have not asked yet, at this moment. */
  readonly waitingFor: readonly string[]
}

/** The barriers that are not open yet: one for each INVOKE. */
export class InvokeBarriers {
  readonly #closed = new Set<Gate>()

  /** Hands the event to everyone and waits for everyone. */
  add(event: InvokeEvent, subscribers: readonly Extension[]): InvokeBarrier {
    const gate = new Gate(subscribers.length)
    const missing = new Set(subscribers.map((extension) => extension.name))
    if (!gate.isOpen) this.#closed.add(gate)
    for (const extension of subscribers) {
      const handled = () => {
        missing.delete(extension.name)
        gate.arrive()
        if (gate.isOpen) this.#closed.delete(gate)
      }
      extension.deliver({ event, handled })
    }
    return {
      ready: gate.opened,
      get waitingFor() {
        return [...missing]
      },
    }
  }

  cancel(reason: Error): void {
    for (const gate of this.#closed) gate.cancel(reason)
    this.#closed.clear()
  }
}

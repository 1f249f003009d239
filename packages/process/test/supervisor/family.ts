import { Log, waitFor, type ManualClock } from '@sim/core'
import { setImmediate } from 'node:timers/promises'
import {
  Environment,
  MemoryMetrics,
  type EnvironmentEvent,
  type ProcessHandle,
  type Self,
} from '@sim/process'
import type { ChildSpec } from '../../src/supervisor/supervisor-spec.ts'

/** What a child obeys. */
type Order = 'fail' | 'return'

/** An environment with children that write down what happens to them, and end as they are told. */
export class Family implements AsyncDisposable {
  readonly environment: Environment
  readonly metrics = new MemoryMetrics()
  readonly events = new Log<EnvironmentEvent>()
  /** `init a`, `failed a`, `shutdown a`, in the order in which they happened. */
  readonly notes: string[] = []
  /** How often a child's next starts are to fail. */
  readonly failures = new Map<string, number>()

  readonly #clock: ManualClock | undefined

  constructor(clock?: ManualClock) {
    this.#clock = clock
    const onEvent = (event: EnvironmentEvent): void => this.events.append(event)
    this.environment = new Environment({ id: 'env', clock, metrics: this.metrics, onEvent })
  }

  /** A task of this name. */
  child(id: string, options: Partial<ChildSpec> = {}): ChildSpec {
    return {
      id,
      start: (spawner) =>
        spawner.spawn<void, Order, void>(
          { init: () => this.#init(id), run: (self) => this.#live(id, self) },
          { name: id },
        ),
      ...options,
    }
  }

  children(ids: string, options: Partial<ChildSpec> = {}): ChildSpec[] {
    return [...ids].map((id) => this.child(id, options))
  }

  /** Who has this name now. Throws if nobody has. */
  get(id: string): ProcessHandle {
    const handle = this.environment.whereis(id)
    if (handle === undefined) throw new Error(`there is no ${id}`)
    return handle
  }

  /** Has a child end by itself, and resolves when it is dead. */
  async end(id: string, order: Order = 'fail'): Promise<void> {
    const handle = this.get(id)
    handle.send(order)
    await handle.exited
  }

  /** Takes what was written down so far. */
  taken(): string {
    return this.notes.splice(0).join(', ')
  }

  /** Who was restarted so far, in that order. */
  get restarted(): string[] {
    return this.events
      .entries()
      .flatMap((event) => (event.type === 'restarted' ? [event.child] : []))
  }

  /** Resolves when so many restarts were told. */
  async restarts(count: number): Promise<void> {
    await this.until(() => this.restarted.length >= count, `${count} restarts`)
  }

  /** Resolves when something holds; looks with each event. */
  async until(holds: () => boolean, what: string): Promise<void> {
    const describe = (): string => `${this.restarted.join()} restarted, ${this.notes.join()}`
    await waitFor(this.events, holds, { what, describe, timeoutMs: 15_000 })
  }

  async [Symbol.asyncDispose](): Promise<void> {
    let isOver = false
    const shutdown = this.environment.shutdown().finally(() => {
      isOver = true
    })
    // Deadlines are to come although nobody moves the clock any more.
    while (this.#clock !== undefined && !isOver) {
      await setImmediate()
      this.#clock.advance(1_000)
    }
    await shutdown
  }

  #init(id: string): void {
    const left = this.failures.get(id) ?? 0
    this.failures.set(id, left - 1)
    if (left > 0) {
      this.notes.push(`no ${id}`)
      throw new Error(`${id} does not start`)
    }
    this.notes.push(`init ${id}`)
  }

  async #live(id: string, self: Self<Order>): Promise<void> {
    for await (const envelope of self.mailbox) {
      if (envelope.type !== 'message') continue
      this.notes.push(envelope.data === 'fail' ? `failed ${id}` : `left ${id}`)
      if (envelope.data === 'fail') throw new Error(`${id} failed`)
      return
    }
    this.notes.push(`shutdown ${id}`)
  }
}

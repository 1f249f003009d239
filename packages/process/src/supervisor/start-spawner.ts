import type { Clock } from '@sim/core'
import type { ProcessOptions } from '../kernel/handle-options.ts'
import type { ProcessHandle } from '../kernel/process-handle.ts'
import type { Spawner } from '../task/self.ts'
import { defaultKillMs } from '../kernel/stop.ts'

/** What one start of a child spawns: all of it can be ended together, also what is only starting. */
export class StartSpawner implements Spawner {
  readonly #inner: Spawner
  readonly #clock: Clock
  readonly #controller = new AbortController()
  readonly #spawned = new Set<Promise<unknown>>()

  constructor(inner: Spawner, clock: Clock) {
    this.#inner = inner
    this.#clock = clock
  }

  spawn: Spawner['spawn'] = (task, options = {}) =>
    this.#keep(this.#inner.spawn(task, { ...options, ...this.#bound(options) }))

  spawnOs: Spawner['spawnOs'] = (options) =>
    this.#keep(this.#inner.spawnOs({ ...options, ...this.#bound(options) }))

  spawnWasm: Spawner['spawnWasm'] = (source, options = {}) =>
    this.#keep(this.#inner.spawnWasm(source, { ...options, ...this.#bound(options) }))

  start: Spawner['start'] = (starter, options = {}) =>
    this.#keep(this.#inner.start(starter, { ...options, ...this.#bound(options) }))

  supervise: Spawner['supervise'] = (spec, options = {}) =>
    this.#keep(this.#inner.supervise(spec, { ...options, ...this.#bound(options) }))

  /** Kills what lives of it. Resolves when it is dead, or as late as a kill may be. */
  async clear(): Promise<void> {
    this.#controller.abort(new Error('its child ended'))
    if (this.#spawned.size === 0) return
    const late = Promise.withResolvers<void>()
    using _timer = this.#clock.after(defaultKillMs, late.resolve)
    await Promise.race([Promise.all(this.#spawned), late.promise])
  }

  /** The supervisor makes the link that it needs itself, and only to the child. */
  #bound({ detached, link, signal }: ProcessOptions): ProcessOptions {
    const isToParent = link === true || (typeof link === 'object' && link.to === undefined)
    const mine = this.#controller.signal
    return {
      ...(isToParent && { link: false }),
      ...(detached !== true && { signal: signal ? AbortSignal.any([signal, mine]) : mine }),
    }
  }

  #keep<H extends Pick<ProcessHandle, 'exited'>>(spawning: Promise<H>): Promise<H> {
    const over = spawning.then(({ exited }) => exited).catch(() => undefined)
    this.#spawned.add(over)
    void over.then(() => this.#spawned.delete(over))
    return spawning
  }
}

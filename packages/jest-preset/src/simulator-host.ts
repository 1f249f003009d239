import { SimulatorError } from '@sim/core'
import type { Simulator, SimulatorOptions } from '@sim/simulator'
import { AsyncLocalStorage } from 'node:async_hooks'
import type { GivenOptions } from './given-options.ts'
import { SimulatorScope } from './simulator-scope.ts'
import type { Host } from './slots.ts'
import { timelineText } from './timeline-text.ts'

/** What a host takes from the configuration. */
export interface HostSettings {
  /** With its paths resolved. */
  readonly simulator?: SimulatorOptions | undefined
  readonly scope?: 'test' | 'file' | undefined
  readonly timelineLines?: number | undefined
}

/**
 * Starts simulators for one test file when they are asked for, and ends each with the scope that it was asked
 * for in.
 *
 * It loads the simulator with the first one: a file that asks for none does not pay for it.
 */
export class SimulatorHost implements Host {
  readonly #testPath: string
  #settings: HostSettings
  readonly #file = new SimulatorScope('file', false)
  #scopes: SimulatorScope[] = [this.#file]
  /** Of tests that run at once: who asks is told apart by where the call comes from. */
  readonly #concurrent = new Map<unknown, SimulatorScope>()
  readonly #caller = new AsyncLocalStorage<SimulatorScope>()
  #ended = false

  constructor(testPath: string, settings: HostSettings = {}) {
    this.#testPath = testPath
    this.#settings = settings
  }

  /** The configuration is known only now. */
  apply(settings: HostSettings): void {
    this.#settings = settings
  }

  /** See `useSimulator`. */
  async use(options?: SimulatorOptions): Promise<Simulator> {
    if (this.#ended) throw ended(this.#testPath)
    const given = this.#given(options)
    const key = JSON.stringify(given.map((one) => one.options))
    const running = this.#find(options && key)
    if (running !== undefined) return await running
    const scope = this.#settings.scope === 'file' ? this.#file : this.#innermost
    return await scope.add(key, this.#start(given))
  }

  /** See `configureSimulator`. */
  configure(options: SimulatorOptions): void {
    const scope = this.#innermost
    scope.configured = { ...scope.configured, ...options }
  }

  /** A `describe` block begins. */
  openBlock(owner: unknown): void {
    this.#scopes.push(new SimulatorScope(owner, false))
  }

  /** A test begins, and no other one runs. */
  openTest(owner: unknown): void {
    this.#scopes.push(new SimulatorScope(owner, true))
  }

  /** Runs a test that others run beside, or a part of it. */
  runBeside<T>(owner: unknown, test: () => T): T {
    const scope = this.#concurrent.get(owner) ?? new SimulatorScope(owner, true)
    this.#concurrent.set(owner, scope)
    return this.#caller.run(scope, test)
  }

  /** It is over, and with it everything that it, or what is inside of it, has asked for. */
  async close(owner: unknown): Promise<void> {
    const index = this.#scopes.findLastIndex((scope) => scope.owner === owner)
    const closed = index > 0 ? this.#scopes.splice(index) : []
    const beside = this.#concurrent.get(owner)
    this.#concurrent.delete(owner)
    await endAll(beside === undefined ? closed : [...closed, beside])
  }

  /** The file is over. Safe to call again. */
  async end(): Promise<void> {
    this.#ended = true
    await endAll([...this.#scopes.splice(0), ...this.#concurrent.values()])
  }

  /** What happened in every environment that a test could use; empty if there is none. */
  timeline(test: unknown): string {
    const scopes = [...this.#scopes, this.#concurrent.get(test)]
    const simulators = scopes.flatMap((scope) => scope?.simulators ?? [])
    return timelineText(simulators, this.#settings.timelineLines)
  }

  /** Those that the caller can see, innermost last. */
  get #visible(): readonly SimulatorScope[] {
    const beside = this.#caller.getStore()
    if (beside === undefined) return this.#scopes
    return [...this.#scopes.filter(({ isTest }) => !isTest), beside]
  }

  get #innermost(): SimulatorScope {
    return this.#visible.at(-1) ?? this.#file
  }

  #find(key?: string): Promise<Simulator> | undefined {
    for (const scope of this.#visible.toReversed()) {
      const found = scope.find(key)
      if (found !== undefined) return found
    }
    return undefined
  }

  #given(options: SimulatorOptions = {}): readonly GivenOptions[] {
    const configured = this.#visible.map((scope) => scope.configured)
    return [
      ...configured.map((one) => ({ origin: 'configureSimulator()', options: one })),
      { origin: 'useSimulator()', options },
    ]
  }

  async #start(given: readonly GivenOptions[]): Promise<Simulator> {
    const { startSimulator } = await import('./start-simulator.ts')
    return await startSimulator(this.#settings.simulator, given, this.#testPath)
  }
}

/** Innermost first, and every one even if another fails. */
async function endAll(scopes: readonly SimulatorScope[]): Promise<void> {
  const failures: unknown[] = []
  for (const scope of scopes.toReversed()) {
    await scope.end().catch((error: unknown) => failures.push(error))
  }
  if (failures.length === 1) throw failures[0]
  if (failures.length > 1) throw new AggregateError(failures, 'several simulators did not stop')
}

function ended(testPath: string): SimulatorError {
  return new SimulatorError(
    'ERR_TEST_FILE_ENDED',
    `useSimulator() was called after the last test of ${testPath}: await what calls it`,
  )
}

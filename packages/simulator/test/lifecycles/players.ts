import type { Simulator } from '@sim/simulator'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { execPath } from 'node:process'
import type { ExtensionPlan, RuntimePlan } from './scripts.ts'

/** What somebody plays with. */
interface Player {
  readonly client: unknown
  /** Ends the process, or what stands for one. Does not return. */
  end(how: number | string): unknown
}

interface Players {
  readonly Client: new (address: string, signal: AbortSignal) => unknown
  readonly playRuntime: (player: Player, init: string, workers: number) => Promise<void>
  readonly playExtension: (player: Player, script: ExtensionPlan) => Promise<never>
  readonly inits: readonly string[]
  readonly turns: readonly string[]
  readonly choices: Readonly<Record<'start' | 'init' | 'invoke' | 'shutdown', readonly string[]>>
}

const load = createRequire(import.meta.url)
const players = {
  ...(load('./fixtures/client.cjs') as Pick<Players, 'Client'>),
  ...(load('./fixtures/play-runtime.cjs') as Pick<Players, 'playRuntime' | 'inits' | 'turns'>),
  ...(load('./fixtures/play-extension.cjs') as Pick<Players, 'playExtension' | 'choices'>),
}

/** How a runtime's init may go. */
export const runtimeInits = players.inits
/** What a runtime may do with an event. */
export const runtimeTurns = players.turns
/** What an extension may do. */
export const extensionChoices = players.choices

const program = join(import.meta.dirname, 'fixtures', 'player.cjs')

/** A player as a program. A runtime counts its starts in the file that its script names. */
export function programOf(role: 'runtime' | 'extension', script: object) {
  return { command: execPath, args: [program, role, JSON.stringify(script)] }
}

/**
 * Plays those in the test that the platform only awaits. What ends comes back with the next generation, as a process
 * would that is started again; until then it is gone, with its connections.
 */
export class AttachedPlayers implements Disposable {
  readonly #simulator: Simulator
  readonly #over = new AbortController()
  readonly #parts: ((signal: AbortSignal, generation: number) => Promise<unknown>)[] = []
  readonly #subscription: Disposable
  #life = new AbortController()

  constructor(simulator: Simulator, runtime: RuntimePlan, extensions: readonly ExtensionPlan[]) {
    this.#simulator = simulator
    for (const script of extensions.filter(({ kind }) => kind === 'attached')) {
      this.#parts.push((signal) => players.playExtension(this.#player(signal), script))
    }
    if (runtime.kind === 'attached') {
      const { inits, workers } = runtime
      this.#parts.push((signal, generation) =>
        players.playRuntime(
          this.#player(signal),
          inits[(generation - 1) % inits.length] as string,
          workers,
        ),
      )
    }
    this.#subscription = simulator.phases.subscribe((phase) => {
      if (phase === 'dormant') this.#begin()
      if (phase === 'stopped') this[Symbol.dispose]()
    })
    this.#begin()
  }

  #begin(): void {
    this.#life.abort(new Error('its generation is over'))
    if (this.#over.signal.aborted) return
    this.#life = new AbortController()
    const { signal } = this.#life
    // Who cannot go on is gone, until the next generation.
    for (const part of this.#parts) part(signal, this.#simulator.generation).catch(() => undefined)
  }

  #player(life: AbortSignal): Player {
    const own = new AbortController()
    const signal = AbortSignal.any([life, own.signal])
    return {
      client: new players.Client(this.#simulator.runtimeApi, signal),
      end() {
        own.abort(new Error('it ended'))
        throw own.signal.reason
      },
    }
  }

  [Symbol.dispose](): void {
    this.#over.abort()
    this.#life.abort(new Error('the lifecycle is over'))
    this.#subscription[Symbol.dispose]()
  }
}

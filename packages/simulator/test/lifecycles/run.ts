import { systemClock } from '@sim/core'
import type { Simulator } from '@sim/simulator'
import { Invocations } from './invocations.ts'
import { moveTimeOn } from './move-time-on.ts'
import { onMoment } from './on-moment.ts'
import type { Ending, Mishap, Plan } from './plan.ts'
import { AttachedPlayers } from './players.ts'
import { aWhile } from './a-while.ts'

/** Longer than anything takes that is not stuck, in milliseconds. */
const stuckMs = 40_000

/** What is done to one environment, until it has ended. */
export class Run {
  readonly #simulator: Simulator
  readonly #plan: Plan
  readonly #faults: string[] = []
  readonly #invocations: Invocations

  constructor(simulator: Simulator, plan: Plan) {
    this.#simulator = simulator
    this.#plan = plan
    this.#invocations = new Invocations(simulator, this.#faults)
  }

  /** What each invocation was told to answer with, by request id. */
  get expected(): ReadonlyMap<string, string> {
    return this.#invocations.expected
  }

  /** Resolves with what went wrong. */
  async toItsEnd(): Promise<readonly string[]> {
    const { ending, mishaps, runtime, extensions, groups } = this.#plan
    const simulator = this.#simulator
    const [early, stuck] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
    using _limit = systemClock.after(stuckMs, () => {
      this.#faults.push(`stuck in phase ${simulator.phase} after ${stuckMs} ms`)
      stuck.resolve()
    })
    using _attached = new AttachedPlayers(simulator, runtime, extensions)
    using _time = moveTimeOn(simulator)
    const moments = mishaps.map((mishap) => onMoment(simulator, mishap, () => this.#befall(mishap)))
    if (ending.at) moments.push(onMoment(simulator, ending.at, early.resolve))

    const queued = this.#try(() => this.#invocations.queueAll(groups))
    const over = queued.then(() => this.#invocations.allOver())
    await Promise.race([over, early.promise, stuck.promise])
    this.#invocations.mayBeRefused = true
    const ended = this.#try(() => end(simulator, ending))
    await Promise.race([ended.then(() => this.#invocations.allSettled()), stuck.promise])

    this.#invocations.giveUp()
    for (const moment of moments) moment[Symbol.dispose]()
    await queued
    await this.#try(() => simulator.stop())
    return this.#faults
  }

  #befall({ does, who }: Mishap): void {
    if (does === 'enqueue') {
      const nonce = `mishap-${this.expected.size}`
      this.#invocations.queue({ event: { do: 'answer', nonce, ms: 0 }, through: 'library' })
      return
    }
    const { processes } = this.#simulator
    const victim = processes[who % Math.max(1, processes.length)]
    try {
      if (victim !== undefined) process.kill(victim.pid, does)
    } catch {
      // It has just ended, and nobody was told yet.
    }
  }

  async #try(work: () => Promise<void>): Promise<void> {
    try {
      await work()
    } catch (error) {
      this.#faults.push(`unexpected: ${error instanceof Error ? error.stack : String(error)}`)
    }
  }
}

async function end(simulator: Simulator, { how, reason, ms }: Ending): Promise<void> {
  switch (how) {
    case 'shutdown':
      return await simulator.shutdown({ reason })
    case 'stop':
      return await simulator.stop()
    case 'stop in the middle of shutdown': {
      const shutdown = simulator.shutdown({ reason })
      await aWhile(ms)
      await Promise.all([simulator.stop(), shutdown])
      return
    }
    case 'both at once':
      await Promise.all([simulator.shutdown({ reason }), simulator.stop(), simulator.shutdown()])
      return
    case 'end of the block': {
      await using _ended = simulator
    }
  }
}

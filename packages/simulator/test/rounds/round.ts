import { pollUntil, systemClock } from '@sim/core'
import { again, childrenOf, marked, type Seen } from './kernel.ts'
import { randomOf } from './random.ts'
import { startHost, type Host } from './start-host.ts'

/** In what a host may be killed, each with the most milliseconds that pass until then. */
const stages = {
  starting: 400,
  invoking: 500,
  freezing: 10,
  frozen: 5,
  thawing: 10,
  ending: 30,
} as const
type Stage = keyof typeof stages

/** The runtime, its three shells and four sleepers; two extensions, each with a shell and a sleeper. */
const everyone = 14
/** Node's own threads, and three workers. */
const leastThreadsOfRuntime = 10

/** How one round is to go. */
export interface Plan {
  readonly seed: number
  /** When the host is killed: so many milliseconds after it began with this, for the first or the second time. */
  readonly kill: { readonly stage: Stage; readonly turn: number; readonly ms: number } | undefined
  /** Whether the function has a thread that spins. */
  readonly isBusy: boolean
}

/** How one round went. */
export interface RoundReport extends Plan {
  readonly wasKilled: boolean
  /** How many processes and threads the kernel showed as stopped, at each freeze. */
  readonly frozen: readonly string[]
  /** Milliseconds from the death of the host until nobody was left. */
  readonly goneAfterMs: number
  /** What went wrong; empty if nothing did. */
  readonly faults: readonly string[]
}

/** What happens in the round of this seed. */
export function plan(seed: number): Plan {
  const random = randomOf(seed)
  const isKilled = random() < 0.5
  const all = Object.keys(stages) as Stage[]
  const stage = all[Math.floor(random() * all.length)] as Stage
  const turn = stage === 'freezing' || stage === 'frozen' ? 1 + Math.floor(random() * 2) : 1
  const ms = Math.round(random() * stages[stage] * 100) / 100
  return { seed, kill: isKilled ? { stage, turn, ms } : undefined, isBusy: random() < 0.2 }
}

/** One host, one environment: started, frozen and checked, thawed, and ended or killed. */
export async function round(planned: Plan): Promise<RoundReport> {
  await using host = await startHost(planned.isBusy)
  const run = new Run(host)
  await run.follow(planned)
  const goneAfterMs = await run.untilNobodyIsLeft()
  const { wasKilled, frozen, faults } = run
  return { ...planned, wasKilled, frozen, goneAfterMs, faults }
}

class Run {
  readonly frozen: string[] = []
  readonly faults: string[] = []
  wasKilled = false
  readonly #host: Host
  /** Everyone who was ever seen, by pid and start time. */
  readonly #known = new Map<string, Seen>()
  #endedAt = 0

  constructor(host: Host) {
    this.#host = host
  }

  async follow({ kill }: Plan): Promise<void> {
    const said: string[] = []
    let killing: Disposable | undefined
    for await (const stage of this.#host.stages) {
      said.push(stage)
      const turn = said.filter((each) => each === stage).length
      if (stage === kill?.stage && turn === kill.turn) {
        killing = systemClock.after(kill.ms, () => this.#kill())
      }
      if (stage !== 'frozen' || this.wasKilled) continue
      this.#checkFrozen()
      this.#host.goOn()
    }
    const how = await this.#host.exited
    killing?.[Symbol.dispose]()
    // It may have ended by itself in that very moment.
    if (how === 0) this.wasKilled = false
    if (!this.wasKilled) this.#endedAt = systemClock.monotonic()
    const expected = this.wasKilled ? 'SIGKILL' : 0
    if (how !== expected) this.faults.push(`the host ended with ${how} after ${said.join(', ')}`)
  }

  /** Resolves with the milliseconds that it took. Whoever is left is named, and ended. */
  async untilNobodyIsLeft(): Promise<number> {
    const look = () => this.#living()
    const what = 'nobody to be left'
    await pollUntil(look, (left) => left.length === 0, { what, timeoutMs: 1_000 }).catch(() => {
      const left = look().map(({ pid, name, threads }) => `${name} ${pid} ${threads}`)
      this.faults.push(`left behind after a second: ${left.join(', ')}`)
    })
    const ms = systemClock.monotonic() - this.#endedAt
    for (const { pid } of look()) process.kill(pid, 'SIGKILL')
    return ms
  }

  #kill(): void {
    this.#note()
    this.#endedAt = systemClock.monotonic()
    this.wasKilled = this.#host.kill()
  }

  #checkFrozen(): void {
    const all = this.#note()
    const running = all.filter(({ threads }) => !/^T+$/.test(threads))
    const threads = all.map((one) => one.threads.length)
    this.frozen.push(
      `${all.length} processes, ${threads.reduce((sum, count) => sum + count, 0)} threads`,
    )
    for (const { pid, name, threads: states } of running) {
      this.faults.push(`frozen, but ${name} ${pid} is ${states}`)
    }
    if (all.length !== everyone || Math.max(...threads) < leastThreadsOfRuntime) {
      this.faults.push(`frozen, but incomplete: ${all.map(({ name }) => name).join(', ')}`)
    }
  }

  #note(): readonly Seen[] {
    const all = marked(this.#host.mark)
    for (const one of [...all, ...childrenOf(this.#host.pid)]) {
      this.#known.set(`${one.pid} ${one.startTime}`, one)
    }
    return all
  }

  #living(): readonly Seen[] {
    this.#note()
    return [...this.#known.values()].flatMap((one) => again(one) ?? [])
  }
}

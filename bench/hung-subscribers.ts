import { Simulator } from '@sim/simulator'
import { performance } from 'node:perf_hooks'
import { runRuntime } from './run-runtime.ts'
import { percentile, type Row } from './statistics.ts'
import { TelemetrySubscriber, type Behaviour } from './telemetry-subscriber.ts'

const healthy: readonly Behaviour[] = ['counts', 'counts', 'counts']
const hung: readonly Behaviour[] = ['never accepts', 'never answers', 'never reads']

/**
 * What three subscribers that hang cost the seven others and the invocations, against ten that are well. Both at once, in turns,
 * so that the machine's moods hit both alike.
 */
export async function hungSubscribers(rounds: number, perRound: number): Promise<Row[]> {
  await using some = await Subscribed.start(hung)
  await using none = await Subscribed.start(healthy)
  const samples = [sample(), sample()] as const
  for (let round = 0; round <= rounds; round += 1) {
    for (const [index, one] of [some, none].entries()) {
      const times = await one.invoke(perRound)
      const delays = await one.delays()
      // The first round warms up.
      if (round > 0) samples[index as 0 | 1].add(times, delays)
    }
  }
  const [ours, bare] = samples
  const row = (
    what: string,
    unit: string,
    of: 'times' | 'delays',
    share: number,
    bound?: number,
  ): Row => ({
    what,
    ours: percentile(ours[of], share),
    bare: percentile(bare[of], share),
    unit,
    bound,
  })
  return [
    row('invocation, 3 of 10 subscribers hang, p50', 'µs', 'times', 0.5, 1.1),
    row('telemetry to the 7 others, p50', 'ms', 'delays', 0.5, 1.1),
    row('telemetry to the 7 others, p99', 'ms', 'delays', 0.99),
  ]
}

function sample() {
  const times: number[] = []
  const delays: number[] = []
  return {
    times,
    delays,
    add(moreTimes: readonly number[], moreDelays: readonly number[]) {
      times.push(...moreTimes)
      for (const delay of moreDelays) delays.push(delay)
    },
  }
}

/** A simulator with ten subscribers, of which seven measure. */
class Subscribed implements AsyncDisposable {
  readonly #simulator: Simulator
  readonly #runtime: AsyncDisposable
  readonly #measuring: TelemetrySubscriber
  readonly #others: readonly TelemetrySubscriber[]

  private constructor(
    simulator: Simulator,
    runtime: AsyncDisposable,
    measuring: TelemetrySubscriber,
    others: readonly TelemetrySubscriber[],
  ) {
    this.#simulator = simulator
    this.#runtime = runtime
    this.#measuring = measuring
    this.#others = others
  }

  static async start(behaviours: readonly Behaviour[]): Promise<Subscribed> {
    const simulator = await Simulator.start({ timeoutMs: 60_000 })
    const measuring = await TelemetrySubscriber.start('measures')
    const others = await Promise.all(behaviours.map((one) => TelemetrySubscriber.start(one)))
    const ports = [...others.flatMap((one) => one.ports), ...measuring.ports]
    for (const [n, port] of ports.entries()) await subscribe(simulator, `subscriber-${n}`, port)
    return new Subscribed(simulator, runRuntime(simulator.runtimeApi), measuring, others)
  }

  /** How long each of so many invocations took, in µs. */
  async invoke(count: number): Promise<number[]> {
    const payload = Buffer.from('{"hello":"world"}')
    const times: number[] = []
    for (let turn = 0; turn < count; turn += 1) {
      const startedAt = performance.now()
      const { result } = await this.#simulator.invoke(payload)
      times.push((performance.now() - startedAt) * 1_000)
      if (result?.status !== 'success') throw new Error(`an invocation failed: ${result?.status}`)
    }
    return times
  }

  /** How old events were when they arrived, in ms, since this was asked last. */
  async delays(): Promise<readonly number[]> {
    return (await this.#measuring.report()).delays
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#simulator.stop()
    await this.#runtime[Symbol.asyncDispose]()
    for (const one of [this.#measuring, ...this.#others]) await one[Symbol.asyncDispose]()
  }
}

/** Plays an extension that registers for nothing and has platform events sent to a port. */
async function subscribe(simulator: Simulator, name: string, port: number): Promise<void> {
  const api = `http://${simulator.runtimeApi}`
  const registered = await fetch(`${api}/2020-01-01/extension/register`, {
    method: 'POST',
    headers: { 'Lambda-Extension-Name': name },
    body: '{}',
  })
  const id = registered.headers.get('lambda-extension-identifier') ?? ''
  const headers = { 'Lambda-Extension-Identifier': id }
  const answer = await fetch(`${api}/2022-07-01/telemetry`, {
    method: 'PUT',
    headers,
    body: JSON.stringify({
      schemaVersion: '2025-01-29',
      types: ['platform'],
      buffering: { timeoutMs: 25 },
      destination: { protocol: 'HTTP', URI: `http://sandbox.localdomain:${port}` },
    }),
  })
  if (answer.status !== 200) throw new Error(`a subscription was answered ${answer.status}`)
  // It is never called: it ends with the simulator.
  fetch(`${api}/2020-01-01/extension/event/next`, { headers }).catch(() => undefined)
}

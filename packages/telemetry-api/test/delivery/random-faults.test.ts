import { expect, test } from '@jest/globals'
import { Log, systemClock, waitFor } from '@sim/core'
import type { TelemetryEvent } from '@sim/telemetry-api'
import { faults, FaultyListener } from '../fixtures/faulty-listener.ts'
import { balanceOf, Ledger } from '../fixtures/ledger.ts'
import { randomOf } from '../fixtures/random.ts'
import { settle } from '../fixtures/settle.ts'
import { requestFor, Telemetry } from '../fixtures/telemetry.ts'

/** More of them: `DELIVERY_SEEDS=500`. One of them again: `DELIVERY_SEED=17`. */
const count = Number(process.env['DELIVERY_SEEDS'] ?? 8)
const only = process.env['DELIVERY_SEED']
const seeds = only === undefined ? Array.from({ length: count }, (_, n) => n + 1) : [Number(only)]
const lives = (['HTTP', 'TCP'] as const).flatMap((protocol) =>
  seeds.map((seed) => ({ protocol, seed })),
)

/** A subscriber whose listener breaks at random, and what was found to be wrong with what it got. */
class Life {
  readonly ledger = new Ledger()
  readonly telemetry: Telemetry
  readonly wrong: string[] = []
  readonly #listener: FaultyListener
  readonly #random: () => number
  #emitted = 0
  #attemptsAtPause = 0
  #isPaused = false

  constructor(listener: FaultyListener, seed: number) {
    this.#listener = listener
    this.#random = randomOf(seed)
    this.telemetry = new Telemetry({
      transport: this.ledger.transport,
      clock: systemClock,
      capture: new Log<TelemetryEvent>(Infinity),
      retryDelaysMs: [1, 2, 4],
      requestTimeoutMs: 30,
    })
    listener.received.subscribe((text) => {
      const isRepeated = listener.protocol === 'HTTP' && this.ledger.delivered.includes(text ?? '')
      if (isRepeated) this.wrong.push(`sent again though acknowledged: ${text}`)
    })
  }

  async begin(): Promise<void> {
    const { destination } = this.#listener
    const buffering = { maxItems: 20, maxBytes: 100_000, timeoutMs: 2 }
    const types = ['platform' as const, 'function' as const]
    const request = requestFor('', types, { buffering, destination })
    const subscribe = async () => await this.telemetry.subscribe('shipper', request)
    // A machine that is busy may take longer to connect than an attempt may last here.
    for (let tries = 1; tries < 20; tries += 1) {
      if (await subscribe().catch(() => undefined)) return
    }
    await subscribe()
  }

  async step(): Promise<void> {
    const dice = this.#random()
    if (dice < 0.45) return this.#emit()
    if (dice < 0.6) return void (this.#listener.fault = faults[this.#below(faults.length)] as never)
    if (dice < 0.65) return await this.#listener.down()
    if (dice < 0.75) return await this.#listener.up()
    if (dice < 0.8) return this.#pause()
    if (dice < 0.87) return this.#resume()
    await this.#somethingHappens()
  }

  /** Everything is well again. */
  async recover(): Promise<void> {
    this.#resume()
    this.#listener.mend()
    await this.#listener.up()
    this.telemetry.emit('function', 'after')
    await settle(this.telemetry)
  }

  #below(limit: number): number {
    return Math.floor(this.#random() * limit)
  }

  #emit(): void {
    const lines = 1 + this.#below(30)
    const bytes = this.#random() < 0.1 ? 150_000 : 10 + this.#below(4_000)
    for (let n = 0; n < lines; n += 1) {
      this.#emitted += 1
      this.telemetry.emit('function', `${this.#emitted} ${'x'.repeat(bytes)}`)
    }
  }

  #pause(): void {
    this.#isPaused = true
    this.telemetry.pause()
    this.#attemptsAtPause = this.telemetry.attempts()
  }

  #resume(): void {
    if (this.#isPaused && this.telemetry.attempts() !== this.#attemptsAtPause) {
      this.wrong.push('something was sent while the time stood still')
    }
    this.#isPaused = false
    this.telemetry.resume()
  }

  /** Waits for a delivery event, or for as long as an attempt may last. */
  async #somethingHappens(): Promise<void> {
    const { deliveries } = this.telemetry
    const before = deliveries.appended
    const limits = { what: 'a delivery event', timeoutMs: 35 }
    await waitFor(deliveries, () => deliveries.appended > before, limits).catch(() => undefined)
  }
}

test.each(lives)(
  'a listener over $protocol that breaks at random, seed $seed: all is delivered once, or told as lost',
  async ({ protocol, seed }) => {
    await using listener = await FaultyListener.start(protocol)
    const life = new Life(listener, seed)
    await using telemetry = life.telemetry
    await life.begin()

    for (let step = 0; step < 80; step += 1) await life.step()
    await life.recover()

    const { ledger, wrong } = life
    const { delivered, dropped, pending, produced } = balanceOf(telemetry)
    const missing = ledger.missing(telemetry).length
    await listener.hasText(ledger.delivered.at(-1) as string)
    const order = new Map(telemetry.events.entries().map((one, n) => [JSON.stringify(one), n]))
    const ascends = (texts: readonly string[]) =>
      texts.every((text, n) => n === 0 || order.get(texts[n - 1]!)! < order.get(text)!)
    const received = listener.received.entries()
    expect(wrong).toEqual([])
    expect({ pending, sum: delivered + dropped }).toEqual({ pending: 0, sum: produced })
    expect({ dropped, told: ledger.toldLost, delivered }).toEqual({
      dropped: missing,
      told: missing,
      delivered: ledger.delivered.length,
    })
    expect(ascends(ledger.delivered)).toBe(true)
    expect(ascends([...new Set(received)])).toBe(true)
    expectReceived(protocol, received, ledger)
  },
)

/** HTTP: what was acknowledged was there. TCP, which acknowledges nothing: no line came twice. */
function expectReceived(protocol: string, received: readonly string[], ledger: Ledger): void {
  const arrived = new Set(received)
  if (protocol === 'HTTP') {
    expect(ledger.delivered.filter((text) => !arrived.has(text)).length).toBe(0)
  } else {
    const delivered = new Set(ledger.delivered)
    expect(received.length).toBe(arrived.size)
    expect(received.filter((text) => !delivered.has(text)).length).toBe(0)
  }
}

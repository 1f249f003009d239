import { ManualClock } from '@sim/core'
import { expect, test } from '@jest/globals'
import {
  Environment,
  MemoryMetrics,
  type Envelope,
  type MailboxFilter,
  type Pid,
} from '@sim/process'
import fc from 'fast-check'
import process from 'node:process'
import { puppet } from '../kernel/puppet.ts'
import { quiet } from '../kernel/quiet.ts'
import { MailboxModel, type Outcome } from './mailbox-model.ts'

const numRuns = Number(process.env['SIM_SEEDS'] ?? 500)

const tag = fc.option(fc.integer({ min: 0, max: 2 }), { nil: undefined })
const filter: fc.Arbitrary<MailboxFilter> = fc.record({
  tags: fc.option(fc.array(fc.integer({ min: 0, max: 2 }), { maxLength: 2 }), { nil: undefined }),
  only: fc.constantFrom(undefined, undefined, 'messages' as const, 'exits' as const),
})

const step = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant('push' as const),
      tag,
      isNews: fc.constantFrom(false, false, true),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant('receive' as const),
      filter,
      timeoutMs: fc.constantFrom(undefined, 0, 10, 20),
      isAborted: fc.constantFrom(false, false, false, false, true),
    }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('try' as const), filter }) },
  {
    weight: 2,
    arbitrary: fc.record({ do: fc.constant('abort' as const), which: fc.nat({ max: 9 }) }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ do: fc.constant('advance' as const), ms: fc.constantFrom(5, 10) }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constantFrom('stop' as const, 'turn' as const, 'kill' as const),
    }),
  },
)

const limits = fc.record({
  maxMessages: fc.constantFrom(undefined, undefined, 0, 1, 3),
  overflow: fc.constantFrom('fail-sender' as const, 'drop-oldest' as const, 'kill' as const),
})

const codes: Record<string, Outcome> = {
  ERR_WAIT_TIMEOUT: 'timeout',
  ERR_PROCESS_STOPPING: 'stopping',
  ERR_PROCESS_EXITED: 'dead',
  aborted: 'aborted',
}

type Step = typeof step extends fc.Arbitrary<infer S> ? S : never

/** A mailbox of a task and the model, to which the same happens. */
class Pair {
  readonly outcomes: Outcome[] = []
  readonly differences: unknown[] = []
  readonly #model: MailboxModel
  readonly #clock = new ManualClock()
  readonly #metrics = new MemoryMetrics()
  readonly #environment = new Environment({ clock: this.#clock, metrics: this.#metrics })
  readonly #aborts: AbortController[] = []
  readonly #numbers = new Map<unknown, number>()
  readonly #actor
  #pushed = 0

  constructor({
    maxMessages,
    overflow,
  }: {
    maxMessages: number | undefined
    overflow: 'fail-sender' | 'drop-oldest' | 'kill'
  }) {
    this.#model = new MailboxModel(maxMessages ?? Infinity, overflow)
    this.#actor = puppet(this.#environment, { mailbox: { maxMessages, overflow } })
  }

  async take(step: Step): Promise<void> {
    const { handle, self } = await this.#actor
    if (step.do === 'push') await this.#push(step)
    if (step.do === 'receive') await this.#receive(step)
    if (step.do === 'try' && !this.#model.isDead) {
      const real = self.mailbox.tryReceive(step.filter)
      this.#same('tried', real && this.#numberOf(real), this.#model.take(step.filter))
    }
    if (step.do === 'abort') {
      this.#aborts[step.which]?.abort(Object.assign(new Error('aborted'), { code: 'aborted' }))
      this.#model.abort(step.which)
    }
    if (step.do === 'advance') {
      this.#clock.advance(step.ms)
      this.#model.advance(step.ms)
    }
    if (step.do === 'stop' && !this.#model.isDead) {
      void handle.stop({ deadlineMs: Infinity })
      this.#model.end('stopping')
    }
    if (step.do === 'kill') {
      void handle.kill()
      this.#model.end('dead')
    }
    await quiet(2)
    this.#same(
      'outcomes',
      this.outcomes,
      this.#model.waiters.map(({ outcome }) => outcome),
    )
    this.#same('size', self.mailbox.size, this.#model.items.length)
    const outstanding = this.#metrics.read('lunatic.process.messages.outstanding')
    this.#same('outstanding', outstanding, this.#model.items.length)
  }

  async #push({ tag, isNews }: { tag: number | undefined; isNews: boolean }): Promise<void> {
    const { handle, self } = await this.#actor
    const number = (this.#pushed += 1)
    const expected = this.#model.push({ number, tag, isNews })
    if (!isNews) {
      let sent: unknown
      try {
        sent = handle.send(number, { tag })
      } catch (error) {
        sent = (error as { code: string }).code === 'ERR_MAILBOX_FULL' ? 'full' : error
      }
      this.#same('sent', sent, expected)
    } else if (expected === true) {
      this.#numbers.set(self.monitor('nobody/1' as Pid, { tag }), number)
    }
  }

  async #receive({
    filter,
    timeoutMs,
    isAborted,
  }: Extract<Step, { do: 'receive' }>): Promise<void> {
    const { self } = await this.#actor
    const abort = new AbortController()
    const reason = Object.assign(new Error('aborted'), { code: 'aborted' })
    if (isAborted) abort.abort(reason)
    const at = this.outcomes.push('waiting') - 1
    this.#aborts.push(abort)
    const receiving = self.mailbox.receive({ ...filter, timeoutMs, signal: abort.signal })
    receiving.then(
      (envelope) => (this.outcomes[at] = this.#numberOf(envelope)),
      (error: { code: string }) => (this.outcomes[at] = codes[error.code] ?? 'waiting'),
    )
    this.#model.wait(filter, timeoutMs ?? Infinity, isAborted)
  }

  #numberOf(envelope: Envelope): number {
    if (envelope.type === 'message') return envelope.data as number
    // News that a waiter was handed at once came before the monitor had returned.
    const ref = envelope.type === 'process-died' ? envelope.ref : undefined
    return this.#numbers.get(ref) ?? this.#pushed
  }

  #same(what: string, real: unknown, model: unknown): void {
    if (JSON.stringify(real) !== JSON.stringify(model)) this.differences.push({ what, real, model })
  }
}

test(
  'whatever arrives, waits, gives up or ends, a mailbox is an array in which everybody gets their first',
  async () => {
    const property = fc.asyncProperty(
      limits,
      fc.array(step, { minLength: 1, maxLength: 50, size: 'max' }),
      async (limit, steps) => {
        const pair = new Pair(limit)

        for (const next of steps) {
          await pair.take(next)
          expect(pair.differences).toEqual([])
        }
      },
    )

    await fc.assert(property, { numRuns })
  },
  numRuns * 200 + 30_000,
)

import { ManualClock } from '@sim/core'
import { expect, test } from '@jest/globals'
import { Environment, type MessageEnvelope, type Self } from '@sim/process'
import fc from 'fast-check'
import process from 'node:process'
import { drain, puppet } from '../kernel/puppet.ts'
import { quiet } from '../kernel/quiet.ts'

const numRuns = Number(process.env['SIM_SEEDS'] ?? 300)

interface Wait {
  tags: number[] | undefined
  timeoutMs: number
  abortAfter: number | undefined
}

const wait: fc.Arbitrary<Wait> = fc.record({
  tags: fc.constantFrom<(number[] | undefined)[]>(undefined, undefined, [0], [1], [0, 1]),
  timeoutMs: fc.constantFrom(0, 1, 5, Infinity),
  abortAfter: fc.option(fc.nat({ max: 3 }), { nil: undefined }),
})
const sends = fc.array(
  fc.record({
    sender: fc.nat({ max: 2 }),
    tag: fc.constantFrom(undefined, 0, 1),
    pause: fc.nat({ max: 6 }),
  }),
  { minLength: 1, maxLength: 60, size: 'max' },
)

/** Receives as often as it is told to, whatever becomes of it. */
async function receiveAll(
  self: Self,
  waits: readonly Wait[],
  clock: ManualClock,
): Promise<unknown[]> {
  const got: unknown[] = []
  for (const { tags, timeoutMs, abortAfter } of waits) {
    const abort = new AbortController()
    using _abort =
      abortAfter === undefined ? undefined : clock.after(abortAfter, () => abort.abort())
    const { signal } = abort
    await self.mailbox.receive({ tags, timeoutMs, signal }).then(
      (envelope) => got.push(envelope),
      () => undefined,
    )
  }
  return got
}

test(
  'per pair and tag messages keep their order under time-outs, aborts and tagged receives, and none is lost',
  async () => {
    const property = fc.asyncProperty(
      sends,
      fc.array(wait, { maxLength: 40, size: 'max' }),
      async (messages, waits) => {
        const clock = new ManualClock()
        const environment = new Environment({ clock })
        const receiver = await puppet(environment)
        const senders = [
          await puppet(environment),
          await puppet(environment),
          await puppet(environment),
        ]
        const receiving = receiveAll(receiver.self, waits, clock)

        for (const [number, { sender, tag, pause }] of messages.entries()) {
          senders[sender]?.self.send(receiver.handle.pid, number, { tag })
          if (pause > 3) await quiet(1)
          clock.advance(pause)
        }
        await quiet(2)
        void receiver.handle.stop()
        const received = await receiving
        const all = [...received, ...drain(receiver.self)] as MessageEnvelope<number>[]

        expect(all.map(({ data }) => data).toSorted((a, b) => a - b)).toEqual([...messages.keys()])
        for (const { from, tag } of all) {
          const own = all.filter((other) => other.from === from && other.tag === tag)
          const numbers = own.map(({ data }) => data)
          expect(numbers).toEqual(numbers.toSorted((a, b) => a - b))
        }
      },
    )

    await fc.assert(property, { numRuns })
  },
  numRuns * 200 + 30_000,
)

import { expect, test } from '@jest/globals'
import { createHash } from 'node:crypto'
import type { Step } from '../telemetry/actors.ts'
import { Play } from '../telemetry/play.ts'
import { happened } from '../telemetry/prompter.ts'
import { Stage } from '../telemetry/stage.ts'
import { atOnce, never } from '../telemetry/subscribe.ts'
import { subscriber } from '../telemetry/subscribed.ts'

const sizesOf = ({ listener }: Play): readonly number[] =>
  listener.deliveries.entries().map(({ events }) => events.length)

test('BAT-002: a batch is due so long after its first event, whatever comes later', async () => {
  await using play = await Play.start({
    options: { time: 'manual' },
    extensions: { E: subscriber({ types: ['function'], buffering: { timeoutMs: 1_000 } }) },
  })
  const { simulator, prompter, listener } = play
  const lines = ['a', 'b', 'c', 'd']
  const steps = lines.flatMap((line): Step[] => [
    ['cue', line],
    ['say', line],
  ])
  simulator.enqueue({ do: [...steps, ['respond', 2]] })
  for (const text of lines) {
    if (text !== 'a') simulator.advance(300)
    prompter.cue(text)
    await happened(simulator, { type: 'process.output', text })
  }
  simulator.advance(99)
  const early = listener.deliveries.appended

  simulator.advance(1)
  await listener.nth('function', 4)

  expect(early).toBe(0)
  expect(sizesOf(play)).toEqual([4])
})

test('BAT-004: a batch that is full does not wait', async () => {
  await using play = await Play.start({
    extensions: {
      E: subscriber({ types: ['function'], buffering: { ...never, maxItems: 1_000 } }),
    },
  })

  play.simulator.enqueue({ do: [['flood', 1_000, 6]] })

  await play.listener.until(() => play.listener.deliveries.appended > 0, 'a full batch')
  expect(sizesOf(play)).toEqual([1_000])
})

test('BAT-006, BAT-010: a delivery is a POST of a JSON array that carries its digest', async () => {
  await using stage = await Stage.start()
  await stage.subscribe()

  await stage.scene.serve({})

  await stage.listener.nth('platform.report')
  for (const { method, headers, body, events } of stage.listener.deliveries.entries()) {
    expect([method, headers['content-type']]).toEqual(['POST', 'application/json'])
    expect(events.length).toBeGreaterThanOrEqual(1)
    expect(headers['sequence-id']).toBe(createHash('sha256').update(body).digest('base64'))
  }
})

test('BAT-007, BAT-009: batches come one after the other, in order, each event once', async () => {
  const released = Promise.withResolvers<void>()
  await using stage = await Stage.start({}, [], {
    answer: async (response) => {
      await released.promise
      response.end()
    },
  })
  const { scene, listener } = stage
  await stage.subscribe({ buffering: atOnce })
  await listener.until(() => listener.deliveries.appended > 0, 'a first batch')
  for (const payload of [1, 2, 3]) await scene.serve(payload)
  const meanwhile = listener.deliveries.appended

  released.resolve()
  await listener.nth('platform.report', 3)
  await scene.serve(4)
  await listener.nth('platform.report', 4)

  expect(meanwhile).toBe(1)
  expect(listener.deliveries.appended).toBeGreaterThanOrEqual(3)
  expect(listener.deliveries.entries().map(({ beside }) => beside)).toEqual(
    listener.deliveries.entries().map(() => 0),
  )
  expect(listener.events).toEqual(scene.simulator.telemetry.events())
})

test('BAT-011: a line that is larger than a batch may be ends one at once', async () => {
  await using play = await Play.start({
    extensions: {
      E: subscriber({ types: ['function'], buffering: { ...never, maxBytes: 262_144 } }),
    },
  })

  play.simulator.enqueue({
    do: [
      ['print', 'short\n'],
      ['flood', 1, 400_000],
    ],
  })

  await play.listener.until(() => play.listener.events.length >= 2, 'both lines')
  const lengths = play.listener.deliveries
    .entries()
    .map(({ events }) => events.map(({ record }) => record.length))
  expect(lengths).toEqual([[6, 400_000]])
})

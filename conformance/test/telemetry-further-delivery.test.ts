import { expect, test } from '@jest/globals'
import { soon, unhurried } from '../seed/patience.ts'
import type { Step } from '../telemetry/actors.ts'
import { HttpListener } from '../telemetry/http-listener.ts'
import { Play } from '../telemetry/play.ts'
import { happened } from '../telemetry/prompter.ts'
import { Stage } from '../telemetry/stage.ts'
import { atOnce, never, request, subscribe } from '../telemetry/subscribe.ts'
import { subscriber } from '../telemetry/subscribed.ts'

const sizesOf = ({ listener }: Play): readonly number[] =>
  listener.deliveries.entries().map(({ events }) => events.length)

// Core, as are all rules of batches: `telemetry/internal/batch.go`.
test('where nothing happens nothing is sent', async () => {
  await using play = await Play.start({
    options: { time: 'manual', ...unhurried },
    extensions: { E: subscriber({ types: ['function'] }) },
  })
  const { simulator, listener } = play
  await simulator.enqueue({}).done(soon)
  simulator.advance(60_000)

  await simulator.shutdown()

  expect(listener.deliveries.appended).toBe(0)
})

test.each<[string, Step]>([
  ['was due', ['say', 'a']],
  ['was full', ['flood', 1_000, 6]],
])(
  'after a batch that %s the next one is due so long after its own first event',
  async (_, first) => {
    const buffering = { timeoutMs: 1_000, maxItems: 1_000 }
    await using play = await Play.start({
      options: { time: 'manual' },
      extensions: { E: subscriber({ types: ['function'], buffering }) },
    })
    const { simulator, prompter, listener } = play
    const later = ['b', 'c'].flatMap((line): Step[] => [
      ['cue', line],
      ['say', line],
    ])
    const said = (text: string) => happened(simulator, { type: 'process.output', text })
    simulator.enqueue({ do: [first, ...later, ['stay']] })
    if (first[0] === 'say') {
      await said('a')
      simulator.advance(1_000)
    }
    await listener.until(() => listener.deliveries.appended === 1, 'the first batch')
    simulator.advance(700)
    prompter.cue('b')
    await said('b')
    simulator.advance(999)
    prompter.cue('c')
    await said('c')

    simulator.advance(1)
    await listener.until(() => listener.deliveries.appended === 2, 'the next batch')

    expect(sizesOf(play)).toEqual([first[0] === 'say' ? 1 : 1_000, 2])
  },
)

test('a batch is as large as its bytes in UTF-8, not its characters', async () => {
  await using play = await Play.start({
    options: unhurried,
    extensions: {
      E: subscriber({ types: ['function'], buffering: { ...never, maxBytes: 262_144 } }),
    },
  })
  const line = `${'€'.repeat(30_000)}\n`

  play.simulator.enqueue({ do: Array.from({ length: 4 }, (): Step => ['print', line]) })

  await play.listener.nth('function', 3)
  expect(sizesOf(play)).toEqual([3])
  expect(play.listener.deliveries.entries()[0]?.body.length).toBeGreaterThan(262_144)
})

test('what nobody asked for fills no batch', async () => {
  await using play = await Play.start({
    options: unhurried,
    extensions: {
      E: subscriber({ types: ['platform'], buffering: { ...never, maxItems: 1_000 } }),
    },
  })
  await play.simulator
    .enqueue({
      do: [
        ['flood', 2_000, 6],
        ['respond', 2],
      ],
    })
    .done(soon)
  const early = play.listener.deliveries.appended

  await play.simulator.shutdown()

  expect(early).toBe(0)
  expect(play.listener.types.at(-1)).toBe('platform.report')
})

test('each subscriber has its own batches', async () => {
  await using stage = await Stage.start({ time: 'manual' }, ['F'])
  await using second = await HttpListener.start()
  const { scene, address, listener } = stage
  const other = await scene.extension('F')
  await stage.subscribe({ buffering: atOnce })
  await subscribe(address, other, request(second.uri, { buffering: { timeoutMs: 500 } }))
  await scene.ready()

  scene.simulator.advance(25)
  await listener.nth('platform.initReport')
  const early = second.deliveries.appended
  scene.simulator.advance(475)
  await second.nth('platform.initReport')

  expect(early).toBe(0)
  expect(second.events).toEqual(listener.events)
})

// Documented: retried with a backoff. Chosen: also what the subscriber refuses, for it may not be ready yet.
test.each([500, 503, 400, 404])(
  'what is answered with %i is sent again, the same',
  async (status) => {
    let refusals = 2
    await using stage = await Stage.start({}, [], {
      answer: (response) => {
        refusals -= 1
        response.writeHead(refusals < 0 ? 200 : status).end()
      },
    })
    await stage.subscribe()

    await happened(stage.scene.simulator, { type: 'telemetry.delivered' })

    const [first, second, third] = stage.listener.deliveries.entries()
    expect(second?.body).toEqual(first?.body)
    expect(third?.body).toEqual(first?.body)
    expect(third?.headers['sequence-id']).toBe(first?.headers['sequence-id'])
    expect(stage.scene.simulator.journal.entries('telemetry.retried')).toHaveLength(2)
    expect(stage.scene.simulator.journal.entries('telemetry.dropped')).toEqual([])
  },
)

test('a connection that breaks before an answer costs nothing', async () => {
  let isFirst = true
  await using stage = await Stage.start({}, [], {
    answer: (response) => {
      if (!isFirst) return response.end()
      isFirst = false
      return response.destroy()
    },
  })
  await stage.subscribe()
  await stage.scene.serve({})

  await stage.listener.nth('platform.report')

  const told = new Set(stage.listener.events.map((event) => JSON.stringify(event)))
  expect([...told].map((text) => JSON.parse(text))).toEqual(
    stage.scene.simulator.telemetry.events(),
  )
})

// Chosen: timers stand still while nothing can be received; captured: the report comes with the next invocation.
test('what became due in a frozen environment is sent as soon as it thaws', async () => {
  await using play = await Play.start({
    options: { freeze: 'process', ...unhurried },
    extensions: { E: subscriber({ buffering: { timeoutMs: 25 } }) },
  })
  const { simulator, listener, prompter } = play
  const first = simulator.enqueue({})
  await first.done(soon)
  await simulator.waitForFrozen(soon)
  const before = listener.of('platform.report').length

  simulator.enqueue({
    do: [
      ['cue', 'go on'],
      ['respond', 2],
    ],
  })
  const { record } = await listener.nth('platform.report')
  const { phase } = simulator
  prompter.cue('go on')

  expect(before).toBe(0)
  expect([phase, record.requestId]).toEqual(['invoke', first.requestId])
})

// Documented: an extension that hears late must not slow the function down.
test('an environment ends in time although a listener answers nothing', async () => {
  await using listener = await HttpListener.start({ answer: () => undefined })
  await using play = await Play.start({ extensions: { E: () => subscriber()(listener.uri) } })
  await play.simulator.invoke({})

  await play.simulator.shutdown()

  expect(play.simulator.phase).toBe('stopped')
})

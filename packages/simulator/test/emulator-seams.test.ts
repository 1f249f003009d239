import { expect, test } from '@jest/globals'
import { Simulator } from '@sim/simulator'
import { extension, runtime } from './programs.ts'

const handed = { what: 'the runtime to have an event' }

test('an environment that initialises inside its first invocation is dormant before', async () => {
  await using simulator = await Simulator.start({
    runtime: runtime('echoes'),
    initialize: 'inside-invoke',
  })
  const before = { phase: simulator.phase, entries: simulator.journal.length }

  const invocation = await simulator.invoke({ a: 1 })
  const report = await invocation.done()

  expect(before).toEqual({ phase: 'dormant', entries: 0 })
  expect(invocation.json()).toEqual({ a: 1 })
  expect(report?.metrics).not.toHaveProperty('initDurationMs')
  expect(simulator.journal.entries('phase').map(({ to }) => to)).toEqual(['invoke', 'idle'])
  expect(simulator.telemetry.filter('platform.initStart')).toMatchObject([
    { record: { phase: 'init' } },
  ])
})

test('its time-out bounds that init, and the next one is an init of the invocation', async () => {
  await using simulator = await Simulator.start({
    runtime: { command: 'sleep', args: ['1000'] },
    initialize: 'inside-invoke',
    timeoutMs: 50,
  })

  const ends = [await simulator.invoke(), await simulator.invoke()]

  expect(ends.map(({ status }) => status)).toEqual(['timeout', 'timeout'])
  const phases = simulator.telemetry.filter('platform.initStart').map(({ record }) => record.phase)
  expect(phases).toEqual(['init', 'invoke'])
})

test('a shutdown that cuts off ends what runs and what waits, in order', async () => {
  await using simulator = await Simulator.start({
    runtime: runtime('never-answers'),
    extensions: [extension('observes')],
  })
  const running = simulator.enqueue({})
  const waiting = simulator.enqueue({})
  await simulator.waitForEntry(({ type }) => type === 'invocation.handed', handed)

  await simulator.shutdown({ cutOff: true })

  expect([running.status, waiting.status]).toEqual(['failure', 'failure'])
  expect(simulator.phase).toBe('stopped')
  expect(simulator.processes).toEqual([])
  const lines = simulator.journal.entries('process.output').map(({ text }) => text)
  expect(lines.at(-1)).toContain('"shutdownReason":"failure"')
})

test('a shutdown that cuts off while nothing runs is an ordinary one', async () => {
  await using simulator = await Simulator.start({
    runtime: runtime('echoes'),
    extensions: [extension('observes')],
  })
  await (await simulator.invoke({})).done()

  await simulator.shutdown({ cutOff: true })

  expect(simulator.journal.entries('shutdown')).toMatchObject([{ reason: 'spindown' }])
  expect(simulator.journal.entries('failed')).toEqual([])
})

test('an emulator spells reasons, stands ahead of the APIs, and wraps what they ask', async () => {
  await using simulator = await Simulator.start(
    { runtime: runtime('echoes'), extensions: [extension('observes')] },
    {
      shutdownReason: (reason) => `as ${reason}`,
      ahead: [
        async (ctx, next) => {
          if (ctx.path === '/2018-06-01/ping') ctx.body = 'ahead'
          else await next()
        },
      ],
      runtimeService: (service) => ({
        ...service,
        next: async (signal) => ({ ...(await service.next(signal)), body: Buffer.from('wrapped') }),
      }),
    },
  )

  const ping = await fetch(`http://${simulator.runtimeApi}/2018-06-01/ping`)
  const invocation = await simulator.invoke({})
  await simulator.shutdown()

  expect(await ping.text()).toBe('ahead')
  expect(invocation.text).toBe('wrapped')
  const lines = simulator.journal.entries('process.output').map(({ text }) => text)
  expect(lines.at(-1)).toContain('"shutdownReason":"as spindown"')
})

test('a runtime that asks before init has begun waits for it', async () => {
  await using simulator = await Simulator.start({ initialize: 'on-invoke' })
  const asked = fetch(`http://${simulator.runtimeApi}/2018-06-01/runtime/invocation/next`)
  await simulator.waitForEntry(({ type }) => type === 'runtime.polled', { what: 'the poll' })
  const before = simulator.journal.entries().map(({ type }) => type)

  simulator.enqueue({ n: 1 })
  const event = await asked

  expect(before).toEqual(['runtime.polled'])
  expect([event.status, await event.json()]).toEqual([200, { n: 1 }])
})

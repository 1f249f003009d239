import { systemClock } from '@sim/core'
import { expect, test } from '@jest/globals'
import { Environment, type MessageEnvelope, type Pid, type Self } from '@sim/process'
import process from 'node:process'
import { setImmediate } from 'node:timers'
import { puppet } from '../kernel/puppet.ts'

test('two tasks that flood each other starve no timer', async () => {
  await using environment = new Environment()
  let messages = 0
  let isOver = false
  const echo = async (self: Self): Promise<void> => {
    for await (const envelope of self.mailbox) {
      messages += 1
      if (isOver) return
      self.send((envelope as MessageEnvelope).from ?? ('nobody/1' as Pid), 'ball')
    }
  }
  const [a, b] = [await environment.spawn(echo), await environment.spawn(echo)]
  const fired = Promise.withResolvers<void>()

  environment.send(a.pid, 'serve')
  using _timer = systemClock.after(5, fired.resolve)
  const ping = await environment.spawn((self) => self.send(b.pid, 'ball'))
  await fired.promise
  isOver = true

  expect(await ping.result()).toBe(true)
  expect(messages).toBeGreaterThan(0)
})

test('a task that finds its mailbox full hands over to others after 128 messages', async () => {
  await using environment = new Environment()
  const a = await puppet(environment)
  for (let count = 0; count < 300; count += 1) a.handle.send(count)
  const received: number[] = []
  let count = 0
  const turn = (): void => {
    received.push(count)
    if (count < 300) setImmediate(turn)
  }

  setImmediate(turn)
  for (; count < 300; count += 1) await a.self.mailbox.receive()
  turn()

  const steps = received.map((at, index) => at - (received[index - 1] ?? 0))
  expect(Math.max(...steps)).toBeLessThanOrEqual(128)
  expect(received.at(-1)).toBe(300)
})

test('who only waits for the next turn is served after a stop as well', async () => {
  await using environment = new Environment()
  const { handle, self } = await puppet(environment)
  for (let count = 0; count < 200; count += 1) handle.send(count)

  const receiving = Array.from({ length: 201 }, () => self.mailbox.receive())
  const ends = Promise.allSettled(receiving)
  void handle.stop()

  const statuses = (await ends).map(({ status }) => status)
  expect(statuses.slice(0, 200)).toEqual(Array(200).fill('fulfilled'))
  expect(statuses[200]).toBe('rejected')
})

test('a million messages arrive in their order, and in good time', async () => {
  await using environment = new Environment()
  const count = 1_000_000
  const sink = await environment.spawn(async (self) => {
    let expected = 0
    while (expected < count) {
      const { data } = (await self.mailbox.receive()) as MessageEnvelope
      if (data !== expected) return expected
      expected += 1
    }
    return expected
  })
  const start = systemClock.monotonic()
  const used = process.cpuUsage()

  await environment.spawn(async (self) => {
    for (let data = 0; data < count; data += 1) self.send(sink.pid, data)
  })
  const arrived = await sink.result()
  const ms = systemClock.monotonic() - start
  const { user, system } = process.cpuUsage(used)

  process.stdout.write(`a million messages between two tasks: ${Math.round(ms)} ms\n`)
  expect(arrived).toBe(count)
  // It should take less than two seconds where nobody else works. What others take does not count here.
  expect((user + system) / 1_000).toBeLessThan(6_000)
}, 60_000)

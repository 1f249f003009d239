import { expect } from '@jest/globals'
import { ManualClock, systemClock } from '@sim/core'
import { Environment, MemoryMetrics, rootCause, type ExitReason, type Self } from '@sim/process'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { host } from '../processes/host.ts'
import { play } from '../processes/player.ts'
import { processCase } from '../processes/process-case.ts'

processCase('ND-40', 'a function that ignores its kill runs on, and reaches nobody', async () => {
  const [clock, metrics] = [new ManualClock(), new MemoryMetrics()]
  await using environment = new Environment({ clock, metrics, graceMs: 100 })
  const other = await play(environment)
  const goOn = Promise.withResolvers<void>()
  const begun = Promise.withResolvers<Self>()
  const refusals: unknown[] = []
  const ignoring = await environment.spawn(async (self) => {
    begun.resolve(self)
    await goOn.promise
    for (const attempt of [
      () => self.send(other.pid, 'text'),
      () => self.mailbox.tryReceive(),
      () => self.link(other.pid),
      () => self.monitor(other.pid),
      () => self.mailbox.receive(),
      () => self.spawn(() => undefined),
      () => self.request(other.pid, 'question'),
      () => self.sleep(0),
    ]) {
      refusals.push(await Promise.resolve().then(attempt).catch(codeOf))
    }
    return 'its result'
  })
  await begun.promise
  const runaways = () => metrics.read('sim.process.runaway')

  const reason = await ignoring.kill()
  clock.advance(99)
  const inTime = runaways()
  clock.advance(1)
  const late = [runaways(), ignoring.body.isRunaway, environment.runaways]
  goOn.resolve()
  while (ignoring.body.isRunaway) await nextTurn()

  expect([reason, inTime, late]).toEqual([{ kind: 'killed' }, 0, [1, true, [ignoring.pid]]])
  expect(refusals).toEqual(Array.from({ length: 8 }, () => 'ERR_PROCESS_EXITED'))
  expect([runaways(), environment.runaways]).toEqual([0, []])
  await expect(ignoring.result()).rejects.toMatchObject({ reason })
  expect([other.self.mailbox.size, environment.size]).toEqual([0, 1])
})

processCase(
  'ND-41',
  'a kill before the function has returned to the kernel has ended it',
  async () => {
    await using environment = new Environment()
    const racing = await play(environment)

    const returning = racing.returns('well')
    void racing.handle.kill()

    expect(await returning).toEqual({ kind: 'killed' })
    await expect(racing.handle.result()).rejects.toMatchObject({ reason: { kind: 'killed' } })
  },
)

processCase('ND-41', 'a kill afterwards has not', async () => {
  await using environment = new Environment()
  const racing = await play(environment)

  await racing.returns('well')

  expect(await racing.handle.kill()).toEqual({ kind: 'normal' })
  expect(await racing.handle.result()).toBe('well')
})

processCase('ND-42', 'tasks that only talk to each other let timers in', async () => {
  await using environment = new Environment()
  let hasFired = false
  let hops = 0
  const hop = async (self: Self) => {
    for await (const message of self.mailbox) {
      if (message.type !== 'message') continue
      hops += 1
      if (hasFired || hops === 3_000_000) return
      self.send(message.data === 'one' ? 'two' : 'one', message.data === 'one' ? 'two' : 'one')
    }
  }
  const [one, two] = [
    await environment.spawn(hop, { name: 'one', monitor: true }),
    await environment.spawn(hop, { name: 'two' }),
  ]
  using _timer = systemClock.after(5, () => (hasFired = true))

  one.send('one')
  await Promise.race([one.exited, two.exited])

  expect(hasFired).toBe(true)
  expect(hops).toBeLessThan(3_000_000)
})

processCase('ND-42', 'at most 128 messages are handed out in one turn', async () => {
  await using environment = new Environment()
  let received = 0
  await environment.spawn(
    async (self) => {
      for await (const _message of self.mailbox) received += 1
    },
    { name: 'reader' },
  )
  await nextTurn()
  for (let left = 1_000; left > 0; left -= 1) environment.send('reader', 'text')

  const perTurn: number[] = []
  while (received < 1_000) {
    const before = received
    await nextTurn()
    perTurn.push(received - before)
  }

  expect(Math.max(...perTurn)).toBeLessThanOrEqual(128)
})

processCase('ND-43', "a rejection after a kill is nobody's", async () => {
  await using environment = new Environment()
  const said: string[] = []
  const program = await environment.spawnOs(
    host('kills-who-rejects-later', { onOutput: ({ text }) => said.push(text) }),
  )

  expect(await program.exited).toEqual({ kind: 'normal', code: 0 })
  expect(said).toEqual(['killed killed failure'])
})

processCase('ND-44', 'a failure goes through a chain of 20,000 links', async () => {
  await using environment = new Environment({ id: 'env' })
  const waits = (self: Self) => self.mailbox.receive()
  const first = await play(environment)
  let last = await environment.spawn(waits, { link: { to: first.pid } })
  for (let left = 20_000; left > 0; left -= 1) {
    last = await environment.spawn(waits, { link: { to: last.pid } })
  }

  await first.throws(new Error('over'))

  const reason = last.exit as ExitReason
  expect(reason.kind === 'linked' && reason.from).toBe('env/20001')
  expect(rootCause(reason)).toBe(first.handle.exit)
  expect(environment.size).toBe(0)
})

processCase('ND-45', 'a million messages are taken one by one', async () => {
  await using environment = new Environment()
  const { handle, self } = await play(environment)
  const since = systemClock.monotonic()
  for (let number = 0; number < 1_000_000; number += 1) handle.send(number)

  let outOfOrder = 0
  for (let number = 0; number < 1_000_000; number += 1) {
    const message = self.mailbox.tryReceive()
    if (message?.type !== 'message' || message.data !== number) outOfOrder += 1
  }

  // An array from whose front each is taken needs twice as long at least, on a fast machine.
  expect(systemClock.monotonic() - since).toBeLessThan(20_000)
  expect([outOfOrder, self.mailbox.size]).toEqual([0, 0])
})

function codeOf(error: unknown): unknown {
  return (error as { readonly code?: unknown }).code
}

import { expect, test } from '@jest/globals'
import { Environment, type Envelope } from '@sim/process'

test('two tasks talk, and a death is told', async () => {
  await using environment = new Environment({ id: 'env' })
  const seen: Envelope[] = []
  const echo = await environment.spawn(async (self) => {
    for await (const message of self.mailbox) if (message.type === 'message') message.reply?.(message.data)
  }, { name: 'echo' })
  expect(await echo.request('hello')).toBe('hello')
  const watcher = await environment.spawn(async (self) => {
    self.trapExit(true)
    self.link(echo, { tag: 7 })
    self.monitor(echo)
    seen.push(await self.mailbox.receive(), await self.mailbox.receive())
  })
  await new Promise((resolve) => setImmediate(resolve))
  expect(await echo.kill({ why: 'test' })).toEqual({ kind: 'killed', why: 'test' })
  expect(await watcher.exited).toEqual({ kind: 'normal' })
  expect(seen).toMatchObject([{ type: 'link-died', tag: 7 }, { type: 'process-died' }])
  expect(await environment.shutdown()).toEqual({ clean: [], failed: [], killed: [], unkillable: [], runaway: [] })
})

test('a million messages', async () => {
  await using environment = new Environment()
  const count = 1_000_000
  const sink = await environment.spawn(async (self) => {
    let got = 0
    while (got < count) { await self.mailbox.receive(); got++ }
    return got
  })
  const begin = performance.now()
  await environment.spawn(async (self) => { for (let i = 0; i < count; i++) { self.send(sink.pid, i); if (i % 128 === 127) await new Promise((r) => setImmediate(r)) } })
  expect(await sink.result()).toBe(count)
  console.log(performance.now() - begin)
})

test('ping pong', async () => {
  await using environment = new Environment()
  const b = await environment.spawn(async (self) => {
    for await (const m of self.mailbox) if (m.type === 'message') self.send(m.from!, m.data)
  })
  const begin = performance.now()
  const a = await environment.spawn(async (self) => {
    for (let i = 0; i < 500_000; i++) { self.send(b.pid, i); await self.mailbox.receive() }
  })
  await a.result()
  console.log(performance.now() - begin)
})

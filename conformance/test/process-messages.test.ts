import { expect } from '@jest/globals'
import { ManualClock } from '@sim/core'
import { Environment, type Pid } from '@sim/process'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { play } from '../processes/player.ts'
import { processCase } from '../processes/process-case.ts'
import { takeAll } from '../processes/take-all.ts'

processCase('MB-14', 'the answer to a request goes past what is queued with its tag', async () => {
  await using environment = new Environment()
  const asker = await play(environment, { mailbox: { maxMessages: 1 } })
  const other = await play(environment)
  asker.handle.send('queued before', { tag: 5 })

  const asking = asker.self.request(other.pid, 'question', { tag: 5 })
  const question = await other.self.mailbox.receive({ tags: [5] })
  if (question.type === 'message') question.reply?.('answer')

  expect(await asking).toBe('answer')
  expect(takeAll(asker.self.mailbox)).toEqual(['queued before'])
})

processCase('MB-14', 'an answer that comes too late is no message', async () => {
  const clock = new ManualClock()
  await using environment = new Environment({ clock })
  const [asker, other] = [await play(environment), await play(environment)]
  const asking = asker.self.request(other.pid, 'question', { tag: 5, timeoutMs: 5 })
  const question = await other.self.mailbox.receive()
  clock.advance(5)
  await expect(asking).rejects.toMatchObject({ code: 'ERR_WAIT_TIMEOUT' })

  if (question.type === 'message') question.reply?.('answer')
  await nextTurn()

  expect(asker.self.mailbox.size).toBe(0)
})

processCase(
  'MB-15',
  'news of a monitor is found by its tag, and without one by no tag',
  async () => {
    await using environment = new Environment()
    const watcher = await play(environment, { trapExit: true })
    const peer = await play(environment)
    watcher.self.monitor(peer.pid)
    watcher.self.monitor(peer.pid, { tag: 5 })
    watcher.self.link(peer.pid, { tag: 1 })
    await peer.returns()

    const { mailbox } = watcher.self
    expect(mailbox.tryReceive({ tags: [1] })).toMatchObject({ type: 'link-died' })
    expect(mailbox.tryReceive({ tags: [5] })).toMatchObject({ type: 'process-died', tag: 5 })
    expect(mailbox.tryReceive({ tags: [1, 5] })).toBeUndefined()
    expect(mailbox.tryReceive()).toMatchObject({ type: 'process-died', from: peer.pid })
  },
)

processCase(
  'MB-16',
  'what is sent to nobody is dropped, unless somebody wants to know',
  async () => {
    await using environment = new Environment({ id: 'env' })
    const { self } = await play(environment)

    for (const nobody of ['env/99', 'no such name', 'elsewhere/1'] as Pid[]) {
      expect(self.send(nobody, 'text')).toBe(false)
      expect(() => environment.sendOrThrow(nobody, 'text')).toThrow(
        expect.objectContaining({ code: 'ERR_PROCESS_EXITED', reason: { kind: 'noproc' } }),
      )
    }
  },
)

processCase(
  'MB-19',
  'each of 5000 requests has its own answer while others flood the asker',
  async () => {
    await using environment = new Environment()
    const asker = await play(environment)
    const echo = await environment.spawn(async (self) => {
      for await (const message of self.mailbox) {
        if (message.type === 'message') message.reply?.(message.data)
      }
    })
    const flood = await environment.spawn(async (self) => {
      let sent = 0
      while (!self.signal.aborted) {
        for (let left = 64; left > 0; left -= 1) self.send(asker.pid, sent++)
        await nextTurn()
      }
      return sent
    })

    const wrong: unknown[] = []
    for (let number = 0; number < 5_000; number += 1) {
      const answer = await asker.self.request(echo.pid, number, { tag: number })
      if (answer !== number) wrong.push([number, answer])
    }
    await flood.stop()

    expect(wrong).toEqual([])
    const sent = await flood.result()
    expect(sent).toBeGreaterThan(0)
    expect(takeAll(asker.self.mailbox)).toEqual(Array.from({ length: sent }, (_, n) => n))
  },
)

processCase('MB-20', 'a message to a process that was there is no error either', async () => {
  await using environment = new Environment()
  const peer = await play(environment)
  await peer.returns()

  expect(peer.handle.send('text')).toBe(false)
  expect(environment.send(peer.pid, 'text')).toBe(false)
})

processCase('MB-25', 'an envelope says what it is, and a time-out is an error', async () => {
  await using environment = new Environment()
  const { handle, self } = await play(environment, { trapExit: true })
  const peer = await play(environment)
  self.link(peer.pid)
  self.monitor(peer.pid)
  handle.send('text')
  await peer.returns()

  const types = [0, 1, 2].map(() => self.mailbox.tryReceive()?.type)

  expect(types).toEqual(['message', 'link-died', 'process-died'])
  await expect(self.mailbox.receive({ timeoutMs: 0 })).rejects.toMatchObject({
    code: 'ERR_WAIT_TIMEOUT',
  })
})

import { expect } from '@jest/globals'
import { ManualClock } from '@sim/core'
import { Environment, type Envelope, type ReceiveOptions } from '@sim/process'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { play } from '../processes/player.ts'
import { processCase } from '../processes/process-case.ts'
import { takeAll } from '../processes/take-all.ts'

processCase(
  'MB-01',
  'news of a death without a tag is received by whoever takes anything',
  async () => {
    await using environment = new Environment()
    const reader = await play(environment, { trapExit: true })
    const peer = await play(environment)
    reader.self.link(peer.pid)
    await peer.throws(new Error('over'))

    const news = await reader.self.mailbox.receive()

    expect(news).toMatchObject({ type: 'link-died', from: peer.pid })
    expect(news.tag).toBeUndefined()
  },
)

processCase('MB-02', 'a receive without tags takes what is tagged, too', async () => {
  await using environment = new Environment()
  const reader = await play(environment, { trapExit: true })
  const peer = await play(environment)
  reader.self.link(peer.pid, { tag: 1337 })
  await peer.throws(new Error('over'))
  reader.handle.send('after it', { tag: 'other' })

  expect(await reader.self.mailbox.receive()).toMatchObject({ type: 'link-died', tag: 1337 })
  expect(await reader.self.mailbox.receive()).toMatchObject({ type: 'message', tag: 'other' })
})

processCase(
  'MB-03',
  'tags pick messages out of the queue, and the rest stays in order',
  async () => {
    await using environment = new Environment()
    const { handle, self } = await play(environment)
    for (const tag of [1, 2, 3, 4, 5]) handle.send(tag, { tag })

    const received: Envelope[] = []
    for (const tags of [[2], [1], [3], undefined, undefined]) {
      received.push(await self.mailbox.receive({ tags }))
    }

    expect(received.map(({ tag }) => tag)).toEqual([2, 1, 3, 4, 5])
  },
)

processCase('MB-04', 'of several tags the queue decides, not their list', async () => {
  await using environment = new Environment()
  const { handle, self } = await play(environment)
  for (const tag of [1, 2, 3, 4, 5]) handle.send(tag, { tag })

  const received: Envelope[] = []
  for (const tags of [[2, 1, 3], [2, 1, 3], [2, 1, 3], [], []]) {
    received.push(await self.mailbox.receive({ tags }))
  }

  expect(received.map(({ tag }) => tag)).toEqual([1, 2, 3, 4, 5])
})

processCase('MB-05', 'whoever waits has the message in the turn in which it arrives', async () => {
  await using environment = new Environment()
  const reader = await play(environment, { trapExit: true })
  const peer = await play(environment)
  reader.self.link(peer.pid, { tag: 1337 })
  const waiting = reader.self.mailbox.receive()
  await nextTurn()

  void peer.handle.kill()

  expect(reader.self.mailbox.size).toBe(0)
  expect(await Promise.race([waiting, nextTurn()])).toMatchObject({ tag: 1337 })
})

processCase('MB-06', 'who waits for a tag is left alone by everything else', async () => {
  await using environment = new Environment()
  const { handle, self } = await play(environment)
  const waiting = self.mailbox.receive({ tags: [1337] })

  handle.send('a')
  handle.send('b')
  const whileOthersCame = await Promise.race([waiting, nextTurn('waits')])
  handle.send('c', { tag: 1337 })

  expect(whileOthersCame).toBe('waits')
  expect(await waiting).toMatchObject({ data: 'c', tag: 1337 })
  expect(takeAll(self.mailbox)).toEqual(['a', 'b'])
})

const clock = new ManualClock()
const controller = new AbortController()
const endings: readonly (readonly [string, ReceiveOptions, () => void])[] = [
  ['timed out', { timeoutMs: 5 }, () => clock.advance(5)],
  [
    'waited for one of their tags and timed out',
    { timeoutMs: 5, tags: [1] },
    () => clock.advance(5),
  ],
  ['was called off', { signal: controller.signal }, () => controller.abort()],
]
for (const [how, options, end] of endings) {
  processCase('MB-08', `messages stay in order after a receive that ${how}`, async () => {
    await using environment = new Environment({ clock })
    const { handle, self } = await play(environment)
    const waiting = self.mailbox.receive(options)
    end()
    await expect(waiting).rejects.toThrow()

    for (const tag of [1, 2, 3]) handle.send(tag, { tag })

    expect(self.mailbox.size).toBe(3)
    expect(takeAll(self.mailbox)).toEqual([1, 2, 3])
  })
}

processCase('MB-09', 'they do, too, when they come while it sleeps after a time-out', async () => {
  const clock = new ManualClock()
  await using environment = new Environment({ clock })
  const sleeper = await environment.spawn(async (self) => {
    await expect(self.mailbox.receive({ timeoutMs: 5 })).rejects.toMatchObject({
      code: 'ERR_WAIT_TIMEOUT',
    })
    await self.sleep(20)
    return takeAll(self.mailbox)
  })
  await nextTurn()
  clock.advance(5)
  await nextTurn()
  for (const text of ['a', 'b', 'c']) sleeper.send(text)

  clock.advance(20)

  expect(await sleeper.result()).toEqual(['a', 'b', 'c'])
})

processCase('MB-11', 'no tags mean any message, as does no list of them', async () => {
  await using environment = new Environment()
  const { handle, self } = await play(environment)
  for (const tag of [undefined, 0, undefined]) handle.send('text', { tag })

  expect((await self.mailbox.receive({ tags: [], timeoutMs: 0 })).tag).toBeUndefined()
  expect((await self.mailbox.receive({ tags: [], timeoutMs: 0 })).tag).toBe(0)
  expect((await self.mailbox.receive({ timeoutMs: 0 })).tag).toBeUndefined()
})

processCase('MB-12', '0 and the empty text are tags like others, and none is none', async () => {
  await using environment = new Environment()
  const { handle, self } = await play(environment)
  for (const tag of [undefined, 0, '']) handle.send('text', { tag })

  expect(self.mailbox.tryReceive({ tags: [''] })?.tag).toBe('')
  expect(self.mailbox.tryReceive({ tags: [0] })?.tag).toBe(0)
  expect(self.mailbox.tryReceive({ tags: [0] })).toBeUndefined()
  expect(self.mailbox.size).toBe(1)
})

processCase('MB-13', 'a time-out of 0 looks once', async () => {
  const clock = new ManualClock()
  await using environment = new Environment({ clock })
  const { handle, self } = await play(environment)

  await expect(self.mailbox.receive({ timeoutMs: 0 })).rejects.toMatchObject({
    code: 'ERR_WAIT_TIMEOUT',
  })
  handle.send('there')
  expect(await self.mailbox.receive({ timeoutMs: 0 })).toMatchObject({ data: 'there' })
})

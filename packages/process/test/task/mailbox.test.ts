import { ManualClock } from '@sim/core'
import { expect, test } from '@jest/globals'
import { Environment, type MessageEnvelope, type Pid, type Self } from '@sim/process'
import { drain, puppet } from '../kernel/puppet.ts'
import { quiet } from '../kernel/quiet.ts'

const nobody = 'nobody/1' as Pid

/** A task whose mailbox holds messages with these tags; each message is its own number. */
async function withMessages(...tags: (string | number | symbol | undefined)[]) {
  const environment = new Environment()
  const actor = await puppet(environment)
  tags.forEach((tag, index) => actor.handle.send(index, { tag }))
  const next = (filter?: Parameters<Self['mailbox']['tryReceive']>[0]): unknown =>
    (actor.self.mailbox.tryReceive(filter) as MessageEnvelope | undefined)?.data
  return { ...actor, environment, next }
}

test('what was sent is received in its order', async () => {
  const { next } = await withMessages(undefined, 5, undefined)

  expect([next(), next(), next(), next()]).toEqual([0, 1, 2, undefined])
})

test('a tag takes the first that has it, and leaves the others in their order', async () => {
  const { next } = await withMessages(1, 2, 3, 2)

  expect([next({ tags: [2] }), next({ tags: [2] }), next(), next()]).toEqual([1, 3, 0, 2])
})

test('of several tags the order of arrival decides', async () => {
  const { next } = await withMessages(1, 2, 3)

  expect([next({ tags: [3, 2] }), next({ tags: [3, 2] }), next({ tags: [3, 2] })]).toEqual([
    1,
    2,
    undefined,
  ])
})

test('0, the empty string and symbols are tags like others, and no tag is none of them', async () => {
  const own = Symbol('own')
  const { next } = await withMessages(undefined, '', 0, own)

  expect([next({ tags: [own] }), next({ tags: [0] }), next({ tags: [''] })]).toEqual([3, 2, 1])
  expect(next({ tags: [0, '', own] })).toBeUndefined()
})

test('no tags at all mean any message', async () => {
  const { next } = await withMessages(1, undefined)

  expect([next({ tags: [] }), next({ tags: undefined })]).toEqual([0, 1])
})

test('news of deaths can be picked before what arrived earlier, or left for later', async () => {
  const { self, next } = await withMessages(undefined, undefined)
  const ref = self.monitor(nobody, { tag: 7 })

  const exit = self.mailbox.tryReceive({ only: 'exits' })
  const again = self.monitor(nobody)

  expect(exit).toMatchObject({ type: 'process-died', ref, tag: 7 })
  expect([next({ only: 'messages' }), next({ only: 'messages' })]).toEqual([0, 1])
  expect(self.mailbox.tryReceive({ only: 'messages' })).toBeUndefined()
  expect(drain(self)).toMatchObject([{ ref: again }])
})

test('who waits longest is served first, if it is meant', async () => {
  const { self, handle } = await withMessages()
  const got: unknown[] = []
  const wait = async (name: string, tags?: number[]): Promise<void> => {
    const { data } = (await self.mailbox.receive({ tags })) as MessageEnvelope
    got.push([name, data])
  }
  const waits = [wait('second', [2]), wait('any'), wait('late')]

  handle.send('a', { tag: 1 })
  handle.send('b', { tag: 2 })
  handle.send('c', { tag: 2 })
  await Promise.all(waits)

  expect(got).toEqual([
    ['any', 'a'],
    ['second', 'b'],
    ['late', 'c'],
  ])
})

test.each(['a time-out', 'an abort'])('%s of a wait leaves the order as it was', async (how) => {
  const clock = new ManualClock()
  const environment = new Environment({ clock })
  const { self, handle } = await puppet(environment)
  const abort = new AbortController()
  const waiting = self.mailbox.receive({ timeoutMs: 10, signal: abort.signal })

  if (how === 'a time-out') clock.advance(10)
  else abort.abort(new Error('no more'))
  for (const data of [1, 2, 3]) handle.send(data)

  await expect(waiting).rejects.toThrow(how === 'a time-out' ? 'waited 10 ms' : 'no more')
  expect(self.mailbox.size).toBe(3)
  expect((drain(self) as MessageEnvelope[]).map(({ data }) => data)).toEqual([1, 2, 3])
})

test.each([
  [{}, 'anything'],
  [{ tags: [1, 'a', Symbol('s')] }, 'anything tagged 1 or a or Symbol(s)'],
  [{ only: 'messages' as const, tags: [1] }, 'a message tagged 1'],
  [{ only: 'exits' as const }, 'news of a death'],
])('a wait with %p says that it waited for %s', async (filter, what) => {
  const { self } = await withMessages()

  await expect(self.mailbox.receive({ ...filter, timeoutMs: 0 })).rejects.toMatchObject({
    code: 'ERR_WAIT_TIMEOUT',
    message: `waited 0 ms for ${what}; last saw 0 in the mailbox that were not meant`,
    what,
  })
})

test('a wait of no time looks once', async () => {
  const { self } = await withMessages(1)

  const got = await self.mailbox.receive({ timeoutMs: 0 })
  const missed = self.mailbox.receive({ timeoutMs: 0 })

  expect(got).toMatchObject({ tag: 1 })
  await expect(missed).rejects.toMatchObject({ code: 'ERR_WAIT_TIMEOUT' })
})

test('a signal that was aborted before takes nothing', async () => {
  const { self } = await withMessages(1)

  const receiving = self.mailbox.receive({ signal: AbortSignal.abort(new Error('no')) })

  await expect(receiving).rejects.toThrow('no')
  expect(self.mailbox.size).toBe(1)
})

test('an iteration takes everything, and ends after a stop with what was there', async () => {
  await using environment = new Environment()
  const seen: unknown[] = []
  const handle = await environment.spawn(async (self) => {
    for await (const envelope of self.mailbox) seen.push((envelope as MessageEnvelope).data)
    seen.push(self.signal.aborted)
  })

  for (const data of [1, 2]) handle.send(data)
  await quiet()
  const stopped = handle.stop()
  handle.send(3)
  await stopped

  expect(seen).toEqual([1, 2, true])
})

test('an iteration goes on with what arrived before it was asked to stop', async () => {
  await using environment = new Environment()
  const { handle, self, return: end } = await puppet(environment)
  for (const data of [1, 2]) handle.send(data)

  const stopped = handle.stop()
  handle.send(3)
  const seen: unknown[] = []
  for await (const envelope of self.mailbox) seen.push((envelope as MessageEnvelope).data)
  end()
  await stopped

  expect(seen).toEqual([1, 2, 3])
})

test('an iteration throws when its process is killed', async () => {
  await using environment = new Environment()
  const { handle, self } = await puppet(environment)
  const iterating = (async () => {
    for await (const _envelope of self.mailbox);
  })()

  await handle.kill()

  await expect(iterating).rejects.toMatchObject({ code: 'ERR_PROCESS_EXITED' })
})

test('who was asked to stop receives what is there, and waits for nothing', async () => {
  const { self, handle } = await withMessages(1)
  const waiting = self.mailbox.receive({ tags: [2] })

  void handle.stop()

  await expect(waiting).rejects.toMatchObject({ code: 'ERR_PROCESS_STOPPING' })
  expect(await self.mailbox.receive()).toMatchObject({ tag: 1 })
  await expect(self.mailbox.receive()).rejects.toMatchObject({
    code: 'ERR_PROCESS_STOPPING',
    message: `${handle.pid} was asked to stop: it waits for nothing any more`,
  })
  expect(self.mailbox.tryReceive()).toBeUndefined()
})

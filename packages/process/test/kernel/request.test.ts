import { ManualClock } from '@sim/core'
import { expect, test } from '@jest/globals'
import { Environment, server, type Envelope, type MessageEnvelope, type Pid } from '@sim/process'
import { FakeBody } from './fake-body.ts'
import { puppet, type Puppet } from './puppet.ts'
import { quiet } from './quiet.ts'

const next = ({ self }: Puppet): MessageEnvelope<string> =>
  self.mailbox.tryReceive() as MessageEnvelope<string>

test('a request resolves with the reply, from outside and between tasks', async () => {
  await using environment = new Environment()
  const echo = server<undefined, string>({ request: (_state, { data, from }) => [data, from] })
  const { pid } = await environment.spawn(echo, { name: 'echo' })
  const a = await puppet(environment)

  const answers = [
    await environment.request('echo', 1),
    await environment.get(pid)?.request(2),
    await a.self.request(pid, 3),
  ]

  expect(answers).toEqual([
    [1, undefined],
    [2, undefined],
    [3, a.handle.pid],
  ])
})

test('a reply goes through no mailbox, counts once, and may be given by another process', async () => {
  await using environment = new Environment()
  const [asker, first, second] = [
    await puppet(environment, { mailbox: { maxMessages: 0 } }),
    await puppet(environment),
    await puppet(environment),
  ]
  const asked = asker.self.request(first.handle.pid, 'question', { tag: 5 })
  const { data, tag, reply } = next(first)
  first.self.send(second.handle.pid, reply)

  const handed = next(second).data as unknown as typeof reply
  handed?.('answer')
  handed?.('another one')

  expect([data, tag]).toEqual(['question', 5])
  expect(await asked).toBe('answer')
  expect(asker.self.mailbox.size).toBe(0)
})

test('a request is rejected as soon as the other is dead, with why', async () => {
  await using environment = new Environment({ id: 'env' })
  const a = await puppet(environment, { name: 'a' })
  const asked = environment.request('a', 1, { timeoutMs: Infinity })
  const error = new Error('it failed')

  a.throw(error)

  await expect(asked).rejects.toMatchObject({
    code: 'ERR_PROCESS_EXITED',
    message: 'a (env/1) ended: failure: it failed',
    pid: 'env/1',
    reason: { kind: 'failure' },
    cause: error,
  })
})

test('a request to nobody is rejected at once', async () => {
  await using environment = new Environment()
  const a = await puppet(environment)
  await a.handle.kill()

  const rejections = [
    environment.request('nobody', 1),
    environment.request('env/9' as Pid, 1),
    a.handle.request(1),
  ].map((request) => request.catch((error: unknown) => error))

  expect(await Promise.all(rejections)).toMatchObject([
    { code: 'ERR_PROCESS_EXITED', reason: { kind: 'noproc' } },
    { code: 'ERR_PROCESS_EXITED', reason: { kind: 'noproc' } },
    { code: 'ERR_PROCESS_EXITED', reason: { kind: 'killed' } },
  ])
})

test('a request gives up after its time, and a late reply is dropped', async () => {
  const clock = new ManualClock()
  const environment = new Environment({ clock })
  const a = await puppet(environment, { name: 'a' })
  const [asked, patient] = [
    environment.request('a', 1),
    environment.request('a', 2, { timeoutMs: 9_000 }),
  ]
  const { reply } = next(a)

  clock.advance(5_000)
  await expect(asked).rejects.toMatchObject({
    code: 'ERR_WAIT_TIMEOUT',
    message: 'waited 5000 ms for a to reply; last saw no reply',
  })
  reply?.('late')
  next(a).reply?.('in time')

  expect(await patient).toBe('in time')
})

test('a request is called off with its signal', async () => {
  await using environment = new Environment()
  const a = await puppet(environment)
  const abort = new AbortController()
  const early = a.handle.request(1, { signal: AbortSignal.abort(new Error('before')) })
  const asked = a.handle.request(2, { signal: abort.signal })

  abort.abort(new Error('meanwhile'))

  await expect(early).rejects.toThrow('before')
  await expect(asked).rejects.toThrow('meanwhile')
  expect(next(a).data).toBe(2)
})

test('a request to what takes no messages is refused', async () => {
  await using environment = new Environment()
  const fake = await environment.start(FakeBody.start, { name: 'fake' })
  fake.body.onDeliver = (_envelope: Envelope) => false

  await expect(fake.request(1)).rejects.toMatchObject({
    code: 'ERR_MESSAGE_REFUSED',
    message: 'fake takes no such message',
  })
})

test('a request to a mailbox that is full is refused, or ends its process', async () => {
  await using environment = new Environment()
  const full = await puppet(environment, { mailbox: { maxMessages: 0 } })
  const strict = await puppet(environment, { mailbox: { maxMessages: 0, overflow: 'kill' } })

  await expect(full.handle.request(1)).rejects.toMatchObject({ code: 'ERR_MAILBOX_FULL' })
  await expect(strict.handle.request(1)).rejects.toMatchObject({
    code: 'ERR_PROCESS_EXITED',
    cause: { code: 'ERR_MAILBOX_FULL' },
  })
  await quiet()

  expect(strict.handle.exit).toMatchObject({ kind: 'failure' })
})

test('a request ends with the process that made it', async () => {
  await using environment = new Environment()
  const [a, b] = [await puppet(environment), await puppet(environment)]
  const asked = a.self.request(b.handle.pid, 1, { timeoutMs: Infinity })

  await a.handle.kill()

  await expect(asked).rejects.toMatchObject({ code: 'ERR_PROCESS_EXITED', pid: a.handle.pid })
})

test('the dead are given no answers', async () => {
  await using environment = new Environment()
  const [a, b] = [await puppet(environment), await puppet(environment)]
  const release = Promise.withResolvers<void>()
  a.self.defer(() => release.promise)
  const asked = a.self.request(b.handle.pid, 1)

  const killed = a.handle.kill()
  next(b).reply?.('answer')

  await expect(asked).rejects.toMatchObject({ code: 'ERR_PROCESS_EXITED', pid: a.handle.pid })
  release.resolve()
  await killed
})

import { expect, test } from '@jest/globals'
import { Environment, Environments, type MessageEnvelope, type Pid } from '@sim/process'
import { FakeBody } from './fake-body.ts'
import { drain, puppet } from './puppet.ts'

test('a message has its data, its tag, and the process that sent it', async () => {
  await using environment = new Environment()
  const [a, b] = [await puppet(environment), await puppet(environment)]
  const data = { shared: true }

  environment.send(a.handle.pid, 1)
  a.handle.send(2, { tag: 0 })
  b.self.send(a.handle.pid, data, { tag: '' })

  const [first, second, third] = drain(a.self) as MessageEnvelope[]
  expect(first).toEqual({ type: 'message', data: 1 })
  expect(second).toEqual({ type: 'message', data: 2, tag: 0 })
  expect(third).toEqual({ type: 'message', data, tag: '', from: b.handle.pid })
  expect(third?.data).toBe(data)
})

test('what is transferred moves, and the message is a copy', async () => {
  await using environment = new Environment()
  const a = await puppet(environment)
  const bytes = new Uint8Array([1, 2, 3])

  a.handle.send({ bytes }, { transfer: [bytes.buffer] })

  const [message] = drain(a.self) as MessageEnvelope<{ bytes: Uint8Array }>[]
  expect([...(message?.data.bytes ?? [])]).toEqual([1, 2, 3])
  expect(bytes.byteLength).toBe(0)
})

test('nothing is moved to the dead', async () => {
  await using environment = new Environment()
  const a = await puppet(environment)
  await a.handle.kill()
  const bytes = new Uint8Array(3)

  const sent = a.handle.send(bytes, { transfer: [bytes.buffer] })

  expect(sent).toBe(false)
  expect(bytes.byteLength).toBe(3)
})

test('who sends to nobody is told so, by a word or an error', async () => {
  await using environment = new Environment()
  const a = await puppet(environment)
  await a.handle.kill()

  const sent = [a.handle.send(1), environment.send(a.handle.pid, 1), environment.send('x', 1)]

  expect(sent).toEqual([false, false, false])
  expect(() => environment.sendOrThrow('x', 1)).toThrow(
    expect.objectContaining({ code: 'ERR_PROCESS_EXITED', message: 'there is no process x' }),
  )
})

test('what was sent or thrown has arrived', async () => {
  await using environment = new Environment()
  const a = await puppet(environment, { name: 'a' })

  environment.sendOrThrow('a', 1)

  expect(a.self.mailbox.size).toBe(1)
})

test('a process is sent to over environments of one set by its pid only', async () => {
  await using set = new Environments()
  const [one, other] = [set.create(), set.create()]
  const a = await puppet(one, { name: 'a' })

  const sent = [other.send(a.handle.pid, 1), other.send('a', 2), other.send('env-9/1' as Pid, 3)]

  expect(sent).toEqual([true, false, false])
})

test('a body takes what it takes', async () => {
  await using environment = new Environment()
  const fake = await environment.start(FakeBody.start)
  fake.body.onDeliver = ({ type }) => type !== 'message'

  expect(fake.send('anything')).toBe(false)
})

test('a body sends in the name of its process', async () => {
  await using environment = new Environment()
  const [a, fake] = [await puppet(environment), await environment.start(FakeBody.start)]

  const sent = [fake.body.host.send(a.handle.pid, 1, { tag: 2 }), fake.body.host.send('x', 1)]

  expect(sent).toEqual([true, false])
  expect(drain(a.self)).toMatchObject([{ data: 1, tag: 2, from: fake.pid }])
})

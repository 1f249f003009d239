import { expect, test } from '@jest/globals'
import { Environment, server, type MessageEnvelope, type Pid } from '@sim/process'
import { puppet } from '../kernel/puppet.ts'
import { quiet } from '../kernel/quiet.ts'

test('a server keeps a state, takes messages and answers requests one after the other', async () => {
  await using environment = new Environment()
  const order: string[] = []
  const handle = await environment.spawn(
    server<{ sum: number }, number>({
      init: () => ({ sum: 1 }),
      message: async (state, { data }) => {
        order.push(`begin ${data}`)
        await quiet(1)
        state.sum += data
        order.push(`end ${data}`)
      },
      request: (state) => state.sum,
    }),
  )

  handle.send(2)
  handle.send(3)

  expect(await handle.request(0)).toBe(6)
  expect(order).toEqual(['begin 2', 'end 2', 'begin 3', 'end 3'])
})

test('a server may answer later, and by somebody else', async () => {
  await using environment = new Environment()
  const waiting: MessageEnvelope[] = []
  const handle = await environment.spawn(
    server({
      request: (_state, message) => void waiting.push(message),
      message: () => waiting.forEach(({ data, reply }) => reply?.(data)),
    }),
  )

  const asked = [handle.request(1), handle.request(2)]
  await quiet()
  handle.send('now')

  expect(await Promise.all(asked)).toEqual([1, 2])
})

test('a request to a server that knows only messages goes there', async () => {
  await using environment = new Environment()
  const handle = await environment.spawn(
    server<undefined, number>({ message: (_state, { data, reply }) => reply?.(data * 2) }),
  )

  expect(await handle.request(4)).toBe(8)
})

test('a failure of a server is heard of by who waits', async () => {
  await using environment = new Environment()
  const error = new Error('it failed')
  const handle = await environment.spawn(server({ request: () => Promise.reject(error) }))

  await expect(handle.request(1)).rejects.toMatchObject({
    code: 'ERR_PROCESS_EXITED',
    cause: error,
  })
})

test('an init that fails is a spawn that fails', async () => {
  await using environment = new Environment()

  const spawned = environment.spawn(server({ init: () => Promise.reject(new Error('no start')) }))

  await expect(spawned).rejects.toThrow('no start')
})

test('a server hears of deaths, if it wants to', async () => {
  await using environment = new Environment()
  const heard: unknown[] = []
  const nobody = 'nobody/1' as Pid
  const init = (self: { monitor(pid: Pid): unknown }): void => void self.monitor(nobody)

  const deaf = await environment.spawn(server({ init }))
  await environment.spawn(
    server({ init, exit: (_state, { from, type }) => heard.push([from, type]) }),
  )
  await quiet()

  expect(heard).toEqual([[nobody, 'process-died']])
  expect(deaf.state).toBe('running')
})

test('a server that is asked to stop works off what is there, and cleans up', async () => {
  await using environment = new Environment()
  const seen: unknown[] = []
  const go = Promise.withResolvers<void>()
  const handle = await environment.spawn(
    server<string>({
      init: () => 'state',
      message: async (_state, { data }) => {
        seen.push(data)
        await go.promise
      },
      terminate: (state, reason) => seen.push(state, reason),
    }),
  )
  for (const data of [1, 2]) handle.send(data)
  await quiet()

  const stopped = handle.stop({ why: 'enough' })
  go.resolve()

  expect(await stopped).toEqual({ kind: 'shutdown', why: 'enough' })
  expect(seen).toEqual([1, 2, 'state', { kind: 'shutdown', why: 'enough' }])
})

test('a server that fails to clean up has failed', async () => {
  await using environment = new Environment()
  const error = new Error('it failed')
  const handle = await environment.spawn(server({ terminate: () => Promise.reject(error) }))

  expect(await handle.stop()).toEqual({ kind: 'failure', error })
})

test('a server reaches its process', async () => {
  await using environment = new Environment()
  const a = await puppet(environment)
  const handle = await environment.spawn(
    server({ message: (_state, _message, self) => self.send(a.handle.pid, self.pid) }),
  )

  handle.send('tell')
  await quiet()

  expect(a.self.mailbox.tryReceive()).toMatchObject({ data: handle.pid, from: handle.pid })
})

import { expect, test } from '@jest/globals'
import { ExtensionRegistry, extensionsApi } from '@sim/extensions-api'
import { listen } from '@sim/protocol'
import type { Socket } from 'node:net'
import { call, send } from './client.ts'
import { invokeEvent, joined, recorded, shutdownEvent, told, world } from './world.ts'

const pollFrom = (port: number, id: string): Promise<Socket> =>
  send(
    port,
    'GET /2020-01-01/extension/event/next HTTP/1.1',
    'Host: x',
    `Lambda-Extension-Identifier: ${id}`,
    '',
    '',
  )

test.each(['destroy', 'resetAndDestroy', 'end'] as const)(
  'a connection closed by %s while it polls frees its place at once and eats no event',
  async (goAway) => {
    await using api = await world()
    const id = await api.join('i')
    const socket = await pollFrom(api.port, id)
    await api.until('i', 'Ready')

    socket[goAway]()
    await api.untilTold('abandoned')
    const polled = api.next(id)
    await api.untilTold('polled', 2)
    api.registry.invoke(invokeEvent('r1'))

    const answer = await polled
    expect(answer.status).toBe(200)
    expect(JSON.parse(answer.text)).toMatchObject({ requestId: 'r1' })
  },
)

test('an event that comes while nobody polls waits for the next poll', async () => {
  await using api = await world()
  const id = await api.join('i')
  const socket = await pollFrom(api.port, id)
  await api.until('i', 'Ready')
  socket.destroy()
  await api.untilTold('abandoned')
  const barrier = api.registry.invoke(invokeEvent('r1'))

  const answer = await api.next(id)

  expect(JSON.parse(answer.text)).toMatchObject({ requestId: 'r1' })
  expect(barrier.waitingFor).toEqual(['i'])
})

test('a second poll while the first is open is refused, and leaves the first as it is', async () => {
  await using api = await world()
  const id = await api.join('i')
  const first = api.next(id)
  await api.until('i', 'Ready')

  const second = await api.next(id)
  api.registry.invoke(invokeEvent('r1'))

  expect(second.status).toBe(403)
  expect(JSON.parse(second.text)).toEqual({
    errorType: 'Extension.InvalidExtensionState',
    errorMessage: `State transition from Ready to Ready failed for extension ${id}. Error: State transition is not allowed`,
  })
  expect(JSON.parse((await first).text)).toMatchObject({ requestId: 'r1' })
})

test('a client that goes away before its answer was written has the event with its next poll', async () => {
  const { registry, log } = recorded()
  const id = joined(registry, 'i')
  const handed = Promise.withResolvers<void>()
  const write = Promise.withResolvers<void>()
  // An owner that holds an answer back for a moment, as one does that thaws processes first.
  const slow = {
    register: registry.register.bind(registry),
    initError: registry.initError.bind(registry),
    exitError: registry.exitError.bind(registry),
    async next(who: string, signal: AbortSignal) {
      const event = await registry.next(who, signal)
      handed.resolve()
      await write.promise
      return event
    },
  }
  await using api = await listen(extensionsApi(slow))
  const barrier = registry.invoke(invokeEvent('r1'))
  const socket = await pollFrom(api.port, id)
  await handed.promise

  socket.resetAndDestroy()
  await told(log, 'abandoned')
  write.resolve()
  const answer = await call(api.url, 'GET', 'event/next', { 'Lambda-Extension-Identifier': id })

  expect(JSON.parse(answer.text)).toMatchObject({ requestId: 'r1' })
  expect(barrier.waitingFor).toEqual(['i'])
})

test('polls of one extension may come on one connection after the other', async () => {
  await using api = await world(['a'])
  const id = await api.join('a', '["INVOKE","SHUTDOWN"]')
  const first = api.registry.invoke(invokeEvent('r1'))

  const answers = [await api.next(id)]
  const polled = api.next(id)
  await first.ready
  api.registry.shutdown(shutdownEvent)
  answers.push(await polled)

  expect(answers.map(({ text }) => (JSON.parse(text) as { eventType: string }).eventType)).toEqual([
    'INVOKE',
    'SHUTDOWN',
  ])
})

test('a generation that is closed hangs up the connections that still poll', async () => {
  await using api = await world()
  const id = await api.join('i')
  const polled = api.next(id)
  await api.until('i', 'Ready')

  api.registry.close(new Error('reset'))

  await expect(polled).rejects.toMatchObject({ cause: { code: 'UND_ERR_SOCKET' } })
  const late = await api.next(id)
  expect(late.text).toContain(`Unknown extension ${id}`)
})

test('a registry knows nothing of the ids of another one', async () => {
  await using api = await world()
  const other = new ExtensionRegistry({ functionName: 'other' })
  const id = joined(other, 'i')

  const answer = await api.next(id)

  expect(answer.status).toBe(403)
})

import { expect, test } from '@jest/globals'
import type { ExtensionRegistry, InvokeBarrier } from '@sim/extensions-api'
import * as fc from 'fast-check'
import { here, infoOf, invokeEvent, joined, recorded, shutdownEvent } from './world.ts'

/** An extension in this process: its polls, and the request ids that reached it. */
function extension(registry: ExtensionRegistry, name: string, events: string[] = ['INVOKE']) {
  const id = joined(registry, name, events)
  const got: string[] = []
  const poll = (signal = here()) => {
    const polled = registry.next(id, signal)
    polled.then(
      (event) => got.push(event.eventType === 'INVOKE' ? event.requestId : event.shutdownReason),
      () => undefined,
    )
    return polled
  }
  return { id, name, got, poll }
}

/** Everything that is on its way has arrived. */
const arrived = () => new Promise(setImmediate)

test('without a subscriber the barrier is open at once', async () => {
  const { registry } = recorded()
  registry.expect('a')
  const s = extension(registry, 'a', ['SHUTDOWN'])
  const n = extension(registry, 'n', [])
  void s.poll()
  void n.poll()

  const barrier = registry.invoke(invokeEvent('r1'))

  await barrier.ready
  expect(barrier.waitingFor).toEqual([])
  expect([...s.got, ...n.got]).toEqual([])
  expect(infoOf(registry, 'a').state).toBe('Ready')
})

test('a parked extension is handed the event, and is ready when it polls again', async () => {
  const { registry } = recorded()
  const i = extension(registry, 'i')
  void i.poll()

  const barrier = registry.invoke(invokeEvent('r1'))
  await arrived()
  const whileItWorks = [...barrier.waitingFor]
  void i.poll()

  await barrier.ready
  expect(whileItWorks).toEqual(['i'])
  expect(i.got).toEqual(['r1'])
  expect(barrier.waitingFor).toEqual([])
})

test('a poll that merely fetches the event is not readiness', async () => {
  const { registry } = recorded()
  const i = extension(registry, 'i')
  const barrier = registry.invoke(invokeEvent('r1'))

  await i.poll()
  await arrived()
  const afterFetching = [...barrier.waitingFor]
  void i.poll()

  await barrier.ready
  expect(afterFetching).toEqual(['i'])
})

test('an extension that still works on its last event fetches the next one late', async () => {
  const { registry } = recorded()
  const i = extension(registry, 'i')
  void i.poll()
  const first = registry.invoke(invokeEvent('r1'))
  const second = registry.invoke(invokeEvent('r2'))

  await i.poll()
  await first.ready
  const openAfterFetching = second.waitingFor.length === 0
  void i.poll()

  await second.ready
  expect(openAfterFetching).toBe(false)
  expect(i.got).toEqual(['r1', 'r2'])
})

test('two extensions: the barrier waits for the slower one', async () => {
  const { registry } = recorded()
  registry.expect('a')
  const i = extension(registry, 'i')
  const a = extension(registry, 'a', ['INVOKE', 'SHUTDOWN'])
  void a.poll()
  const barrier = registry.invoke(invokeEvent('r1'))
  const atFirst = barrier.waitingFor

  void a.poll()
  const afterOne = barrier.waitingFor
  await i.poll()
  void i.poll()

  await barrier.ready
  expect(atFirst).toEqual(['a', 'i'])
  expect(afterOne).toEqual(['i'])
  expect([a.got, i.got]).toEqual([['r1'], ['r1']])
})

test('external extensions are handed the event before internal ones', () => {
  const { registry, log } = recorded()
  const i = extension(registry, 'i')
  registry.expect('a')
  const a = extension(registry, 'a')
  void i.poll()
  void a.poll()

  registry.invoke(invokeEvent('r1'))

  const handed = log.entries().filter((event) => event.type === 'handed')
  expect(handed.map((event) => event.extension.name)).toEqual(['a', 'i'])
})

test('who registers after the event was handed out neither gets it nor is awaited', async () => {
  const { registry } = recorded()
  registry.expect('late')

  const barrier = registry.invoke(invokeEvent('r1'))
  const late = extension(registry, 'late')
  void late.poll()

  await barrier.ready
  await arrived()
  expect(late.got).toEqual([])
})

test('a client that went away eats no event, and its place is free at once', async () => {
  const { registry } = recorded()
  const i = extension(registry, 'i')
  const gone = new AbortController()
  const lost = i.poll(gone.signal)

  gone.abort()
  const barrier = registry.invoke(invokeEvent('r1'))
  await i.poll()

  await expect(lost).rejects.toMatchObject({ code: 'ERR_HUNG_UP' })
  expect(i.got).toEqual(['r1'])
  expect(barrier.waitingFor).toEqual(['i'])
})

test('a client that is gone before its poll is judged eats no event', async () => {
  const { registry } = recorded()
  const i = extension(registry, 'i')
  const barrier = registry.invoke(invokeEvent('r1'))

  await expect(i.poll(AbortSignal.abort())).rejects.toMatchObject({ code: 'ERR_HUNG_UP' })
  await i.poll()

  expect(i.got).toEqual(['r1'])
  expect(barrier.waitingFor).toEqual(['i'])
})

test('an event whose answer could not be written is handed again', async () => {
  const { registry, log } = recorded()
  const i = extension(registry, 'i')
  const client = new AbortController()
  void i.poll(client.signal)
  const barrier = registry.invoke(invokeEvent('r1'))

  client.abort()
  const afterwards = infoOf(registry, 'i').state
  await i.poll()
  const stillWaitingFor = barrier.waitingFor
  void i.poll()

  await barrier.ready
  expect(afterwards).toBe('Ready')
  expect(stillWaitingFor).toEqual(['i'])
  expect(log.entries()).toContainEqual(
    expect.objectContaining({ type: 'abandoned', event: invokeEvent('r1') }),
  )
})

test('a signal that aborts after the next poll takes nothing back', async () => {
  const { registry } = recorded()
  const i = extension(registry, 'i')
  const client = new AbortController()
  void i.poll(client.signal)
  const barrier = registry.invoke(invokeEvent('r1'))
  void i.poll()

  client.abort()
  registry.invoke(invokeEvent('r2'))

  await barrier.ready
  await arrived()
  expect(i.got).toEqual(['r1', 'r2'])
})

test('an extension that reports exit/error while it works keeps the barrier closed', async () => {
  const { registry } = recorded()
  const i = extension(registry, 'i')
  void i.poll()
  const barrier = registry.invoke(invokeEvent('r1'))

  registry.exitError(i.id, 'E.x')

  await expect(i.poll()).rejects.toMatchObject({ code: 'ERR_REFUSED' })
  expect(barrier.waitingFor).toEqual(['i'])
})

test('a poll whose extension reports exit/error meanwhile is refused when it is released', async () => {
  const { registry } = recorded()
  const i = extension(registry, 'i')
  const polled = i.poll()
  registry.exitError(i.id, 'E.x')

  const barrier = registry.invoke(invokeEvent('r1'))

  await expect(polled).rejects.toMatchObject({
    refusal: {
      status: 403,
      errorType: 'Extension.InvalidExtensionState',
      errorMessage: `State transition from ExitError to Ready failed for extension ${i.id}. Error: Concurrent state modification`,
    },
  })
  expect(barrier.waitingFor).toEqual(['i'])
})

test('closing cancels the barriers that are not open, with its reason', async () => {
  const { registry } = recorded()
  const i = extension(registry, 'i')
  void i.poll()
  const open = registry.invoke(invokeEvent('r1'))
  void i.poll()
  const closed = registry.invoke(invokeEvent('r2'))
  const reason = new Error('reset')

  registry.close(reason)

  await open.ready
  await expect(closed.ready).rejects.toBe(reason)
})

test('an event that was not fetched before the shutdown is withdrawn', async () => {
  const { registry } = recorded()
  registry.expect('a')
  const a = extension(registry, 'a', ['INVOKE', 'SHUTDOWN'])
  const barrier = registry.invoke(invokeEvent('r1'))

  registry.shutdown(shutdownEvent)
  await a.poll()
  void a.poll()

  expect(a.got).toEqual(['spindown'])
  expect(barrier.waitingFor).toEqual(['a'])
})

test('an event that is none is refused before anyone is handed it', () => {
  const { registry } = recorded()
  const i = extension(registry, 'i')
  void i.poll()

  expect(() => registry.invoke({ ...invokeEvent('r1'), deadlineMs: Number.NaN })).toThrow(
    expect.objectContaining({ code: 'ERR_INVALID_EVENT' }),
  )
  expect(infoOf(registry, 'i').state).toBe('Ready')
})

/** What one extension has seen, kept apart from the registry. */
class Model {
  readonly handled: string[] = []
  readonly #registry: ExtensionRegistry
  readonly #id: string
  #client = new AbortController()
  #isPolling = false
  #inHand: string | undefined

  constructor(registry: ExtensionRegistry, name: string) {
    this.#registry = registry
    this.#id = joined(registry, name)
  }

  /** Asks for the next event, unless it is asking already. */
  poll(): void {
    if (this.#isPolling) return
    if (this.#inHand !== undefined) this.handled.push(this.#inHand)
    this.#inHand = undefined
    this.#isPolling = true
    this.#client = new AbortController()
    this.#registry.next(this.#id, this.#client.signal).then(
      (event) => {
        this.#isPolling = false
        if (event.eventType === 'INVOKE') this.#inHand = event.requestId
      },
      () => (this.#isPolling = false),
    )
  }

  /** Its client goes away: while it polls, or before the answer has reached it. */
  lose(): void {
    this.#client.abort()
    this.#inHand = undefined
  }
}

test('each event is had once, in order, and no barrier opens early or late, whatever happens', async () => {
  const step = fc.record({ what: fc.constantFrom('poll', 'lose', 'invoke'), who: fc.nat(1) })
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 40 }), async (steps) => {
      const { registry } = recorded()
      const models = ['i', 'j'].map((name) => ({ name, model: new Model(registry, name) }))
      const invoked: { requestId: string; barrier: InvokeBarrier }[] = []
      for (const { what, who } of steps) {
        const requestId = `r${invoked.length}`
        if (what === 'invoke') {
          invoked.push({ requestId, barrier: registry.invoke(invokeEvent(requestId)) })
        } else models[who]?.model[what]()
        await arrived()

        for (const { model } of models) {
          const had = invoked.slice(0, model.handled.length).map((one) => one.requestId)
          expect(model.handled).toEqual(had)
        }
        for (const { requestId: of, barrier } of invoked) {
          const missing = models.filter(({ model }) => !model.handled.includes(of))
          expect(barrier.waitingFor).toEqual(missing.map(({ name }) => name))
        }
      }
    }),
    { numRuns: 100 },
  )
})

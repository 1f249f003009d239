import { expect, test } from '@jest/globals'
import type { ExtensionRegistry, InvokeBarrier } from '@sim/extensions-api'
import * as fc from 'fast-check'
import { getEventListeners } from 'node:events'
import { arrived, extension } from './extension-stand-in.ts'
import { infoOf, invokeEvent, joined, recorded } from './world.ts'

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

test('an event that is handed again comes before those that waited behind it', async () => {
  const { registry } = recorded()
  const i = extension(registry, 'i')
  registry.invoke(invokeEvent('r1'))
  registry.invoke(invokeEvent('r2'))
  const client = new AbortController()
  await i.poll(client.signal)

  client.abort()
  await i.poll()
  await i.poll()

  expect(i.got).toEqual(['r1', 'r1', 'r2'])
})

test('a client that goes away after its extension reported exit/error changes nothing', async () => {
  const { registry, log } = recorded()
  const i = extension(registry, 'i')
  const client = new AbortController()
  const polled = i.poll(client.signal)
  registry.invoke(invokeEvent('r1'))
  await polled
  registry.exitError(i.id, 'E.x')

  client.abort()

  expect(infoOf(registry, 'i').state).toBe('ExitError')
  expect(log.current).toMatchObject({ type: 'abandoned', event: { requestId: 'r1' } })
})

test('one signal for many polls is let go of after each', async () => {
  const { registry } = recorded()
  const i = extension(registry, 'i')
  const { signal } = new AbortController()
  for (let n = 1; n <= 20; n += 1) {
    registry.invoke(invokeEvent(`r${n}`))
    await i.poll(signal)
  }

  expect(getEventListeners(signal, 'abort')).toHaveLength(1)
  expect(i.got).toHaveLength(20)
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
    fc.asyncProperty(fc.array(step, { maxLength: 30, size: 'max' }), async (steps) => {
      const { registry } = recorded()
      const models = ['i', 'j'].map((name) => ({ name, model: new Model(registry, name) }))
      const invoked: { requestId: string; barrier: InvokeBarrier }[] = []
      for (const { what, who } of steps) {
        const requestId = `r${invoked.length}`
        if (what === 'invoke') {
          invoked.push({ requestId, barrier: registry.invoke(invokeEvent(requestId)) })
        } else models[who]?.model[what]()
        await arrived()

        // Each has had the first so many events, and each barrier waits for those who have not had its event.
        const counts = models.map(({ model }) => model.handled.length)
        const ids = invoked.map(({ requestId: id }) => id)
        const missing = (n: number) => models.filter((_, of) => (counts[of] ?? 0) <= n)
        expect({
          had: models.map(({ model }) => model.handled),
          waitingFor: invoked.map(({ barrier }) => barrier.waitingFor),
        }).toEqual({
          had: counts.map((count) => ids.slice(0, count)),
          waitingFor: ids.map((_, n) => missing(n).map(({ name }) => name)),
        })
      }
    }),
    { numRuns: 50 },
  )
})

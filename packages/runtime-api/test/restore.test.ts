import { expect, test } from '@jest/globals'
import { listen } from '@sim/protocol'
import { RuntimeService, runtimeApi, RuntimeSession } from '@sim/runtime-api'
import { getEventListeners } from 'node:events'
import { invocation, serve, type Served } from './serve.ts'

const never = new AbortController().signal
const hookFailed = { headers: { 'Lambda-Runtime-Function-Error-Type': 'Function.HookFailed' } }

const refusal = (from: string, to: string) => ({
  errorMessage: `State transition from ${from} to ${to} failed for runtime. Error: State transition is not allowed`,
  errorType: 'InvalidStateTransition',
})

/** The runtime waits in the snapshot. */
async function inSnapshot({ call, session }: Served) {
  const restored = call('GET', 'restore/next')
  await session.ready()
  return restored
}

test('restore/next blocks in the snapshot, and is answered with nothing at all', async () => {
  await using api = await serve()
  const polled = api.call('GET', 'restore/next')
  await api.session.ready()
  const inSnapshot = api.session.state

  void api.session.restore()
  const response = await polled

  expect(inSnapshot).toBe('RestoreReady')
  expect(response.status).toBe(200)
  expect(await response.text()).toBe('')
  expect([...response.headers.keys()]).toEqual(['connection', 'content-length', 'date'])
  expect(api.session.state).toBe('Restoring')
  expect(api.events).toEqual([{ type: 'restore-polled' }])
})

test('a runtime is restored when it asks for its next event, which it then gets', async () => {
  await using api = await serve()
  const polled = inSnapshot(api)
  await api.session.ready()
  const restored = api.session.restore()
  await polled

  const next = api.call('GET', 'invocation/next')
  await restored
  const state = api.session.state
  void api.session.deliver(invocation()).done.catch(() => undefined)

  expect(state).toBe('Ready')
  expect((await next).status).toBe(200)
})

test('a runtime that does not wait in the snapshot is restored at once', async () => {
  const session = new RuntimeSession()
  void session.next(never).catch(() => undefined)

  await session.restore()

  expect(session.state).toBe('Ready')
})

test.each(['restore/error', 'init/error'])(
  'while it is restored, %s says that this failed, whatever the body',
  async (path) => {
    await using api = await serve()
    const polled = inSnapshot(api)
    await api.session.ready()
    const failure = api.session.restore().catch((error: unknown) => error)
    await polled

    const response = await api.call('POST', path, { ...hookFailed, body: 'not { JSON' })

    expect(response.status).toBe(202)
    expect(await response.text()).toBe('{"status":"OK"}\n')
    expect(await failure).toMatchObject({
      code: 'ERR_RESTORE_FAILED',
      errorType: 'Function.HookFailed',
    })
    expect(api.session.state).toBe('RuntimeRestoreErrorState')
    expect(api.events.at(-1)).toEqual({ type: 'restore-error', errorType: 'Function.HookFailed' })
  },
)

test('the type of a restore error is normalised', async () => {
  await using api = await serve()
  const polled = inSnapshot(api)
  await api.session.ready()
  const failure = api.session.restore().catch((error: unknown) => error)
  await polled

  await api.call('POST', 'restore/error')

  expect(await failure).toMatchObject({ errorType: 'Runtime.Unknown' })
})

test('in the snapshot nothing else is allowed', async () => {
  await using api = await serve()
  void inSnapshot(api).catch(() => undefined)
  await api.session.ready()

  const answers = await Promise.all([
    api.call('GET', 'restore/next'),
    api.call('GET', 'invocation/next'),
    api.call('POST', 'init/error'),
    api.call('POST', 'restore/error'),
  ])

  expect(answers.map(({ status }) => status)).toEqual([403, 403, 403, 403])
  expect(await Promise.all(answers.map((answer) => answer.json()))).toEqual([
    refusal('RestoreReady', 'Ready'),
    refusal('RestoreReady', 'Ready'),
    refusal('RestoreReady', 'InitError'),
    refusal('RestoreReady', 'RuntimeRestoreErrorState'),
  ])
  api.session.close(new Error('over'))
})

test('a runtime that was never in a snapshot can report no restore error', async () => {
  await using api = await serve()

  const response = await api.call('POST', 'restore/error')

  expect(response.status).toBe(403)
  expect(await response.json()).toEqual(refusal('Started', 'RuntimeRestoreErrorState'))
})

test('a runtime that ends in the snapshot, or while it is restored, fails the restore', async () => {
  const session = new RuntimeSession()
  const polled = session.restoreNext(never).catch((error: unknown) => error)
  const reason = new Error('killed')

  session.close(reason)

  expect(await polled).toMatchObject({ code: 'ERR_HUNG_UP' })
  await expect(session.restore()).rejects.toBe(reason)
  await expect(session.restoreNext(never)).rejects.toMatchObject({ code: 'ERR_HUNG_UP' })
})

test('a restore that has begun fails when the runtime is about to end', async () => {
  const session = new RuntimeSession()
  const polled = session.restoreNext(never)
  const restored = session.restore()
  await polled
  const reason = new Error('timed out')

  session.retire(reason)

  await expect(restored).rejects.toBe(reason)
})

test('a poll whose client went away is not answered, and leaves nothing behind', async () => {
  const session = new RuntimeSession()
  const client = new AbortController()
  const polled = session.restoreNext(client.signal)

  client.abort()

  await expect(polled).rejects.toMatchObject({ code: 'ERR_HUNG_UP' })
  expect(getEventListeners(client.signal, 'abort')).toEqual([])
})

test('a service without SnapStart has no such endpoints', async () => {
  using service = new RuntimeService()
  await using server = await listen(runtimeApi(service))
  const runtime = `${server.url}/2018-06-01/runtime`

  const next = await fetch(`${runtime}/restore/next`)
  const error = await fetch(`${runtime}/restore/error`, { method: 'POST' })

  expect([next.status, error.status]).toEqual([404, 404])
})

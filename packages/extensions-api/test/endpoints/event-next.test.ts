import { expect, test } from '@jest/globals'
import { refusals, type InvokeEvent, type NextEvent } from '@sim/extensions-api'
import { HangUpError, RefusalError } from '@sim/protocol'
import { once } from 'node:events'
import { call, refusalText, send } from '../client.ts'
import { arn } from '../world.ts'
import { id, serve } from './stub.ts'

const me = { 'Lambda-Extension-Identifier': id }
const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/

// The keys are out of order on purpose.
const invoke: InvokeEvent = {
  invokedFunctionArn: arn,
  requestId: 'r1',
  deadlineMs: 1_767_225_603_000,
  eventType: 'INVOKE',
}

test('an INVOKE event goes out byte for byte, with an id of its own', async () => {
  await using api = await serve({ next: async () => invoke })

  const answer = await call(api.url, 'GET', 'event/next', me)

  expect(answer.status).toBe(200)
  expect(answer.headers.get('content-type')).toBe('application/json')
  expect(answer.headers.get('lambda-extension-event-identifier')).toMatch(uuid)
  expect(answer.text).toBe(
    `{"eventType":"INVOKE","deadlineMs":1767225603000,"requestId":"r1","invokedFunctionArn":"${arn}"}`,
  )
  expect(api.calls).toEqual([['next', id]])
})

test('every event has another id', async () => {
  await using api = await serve({ next: async () => invoke })

  const answers = [
    await call(api.url, 'GET', 'event/next', me),
    await call(api.url, 'GET', 'event/next', me),
  ]

  const ids = answers.map(({ headers }) => headers.get('lambda-extension-event-identifier'))
  expect(new Set(ids).size).toBe(2)
})

test('the trace header is the last key, HTML-escaped as all JSON is', async () => {
  const tracing = { value: 'Root=1-5&<x>', type: 'X-Amzn-Trace-Id' } as const
  await using api = await serve({ next: async () => ({ ...invoke, tracing }) })

  const answer = await call(api.url, 'GET', 'event/next', me)

  expect(answer.text).toContain(
    `"${arn}","tracing":{"type":"X-Amzn-Trace-Id","value":"Root=1-5\\u0026\\u003cx\\u003e"}}`,
  )
})

test('a SHUTDOWN event has no id, and its type is left to be guessed', async () => {
  await using api = await serve({
    next: async () => ({ shutdownReason: 'timeout', deadlineMs: 2000, eventType: 'SHUTDOWN' }),
  })

  const answer = await call(api.url, 'GET', 'event/next', me)

  expect(answer.status).toBe(200)
  expect(answer.headers.get('content-type')).toBe('text/plain; charset=utf-8')
  expect(answer.headers.has('lambda-extension-event-identifier')).toBe(false)
  expect(answer.text).toBe('{"eventType":"SHUTDOWN","deadlineMs":2000,"shutdownReason":"timeout"}')
})

test('a deadline is cut to whole milliseconds, as that of the runtime', async () => {
  await using api = await serve({ next: async () => ({ ...invoke, deadlineMs: 1999.9 }) })

  const answer = await call(api.url, 'GET', 'event/next', me)

  expect(answer.text).toContain('"deadlineMs":1999,')
})

test('an event that is none is a bug of the service, and is named', async () => {
  const event = { ...invoke, payload: 'secret' } as NextEvent
  await using api = await serve({ next: async () => event })

  const answer = await call(api.url, 'GET', 'event/next', me)

  expect(answer.status).toBe(500)
  expect(api.errors).toMatchObject([
    { code: 'ERR_INVALID_EVENT', message: expect.stringContaining('payload') },
  ])
})

test.each([
  ['dashed', id],
  ['in upper case', id.toUpperCase()],
  ['32 digits', id.replaceAll('-', '')],
  ['braced', `{${id}}`],
  ['a URN', `urn:uuid:${id}`],
])('the service hears of an id that comes %s in canonical spelling', async (_, spelled) => {
  await using api = await serve({ next: async () => invoke })

  await call(api.url, 'GET', 'event/next', { 'lambda-extension-identifier': spelled })

  expect(api.calls).toEqual([['next', id]])
})

test.each([
  ['no id', {}, 'Missing', 'Missing Lambda-Extension-Identifier header'],
  [
    'an empty id',
    { 'Lambda-Extension-Identifier': '' },
    'Missing',
    'Missing Lambda-Extension-Identifier header',
  ],
  [
    'a bad id',
    { 'Lambda-Extension-Identifier': 'not-a-uuid' },
    'Invalid',
    'Invalid Lambda-Extension-Identifier',
  ],
])('%s is refused before the service hears of it', async (_, headers, type, message) => {
  await using api = await serve()

  const answer = await call(api.url, 'GET', 'event/next', headers as Record<string, string>)

  expect(answer.status).toBe(403)
  expect(answer.headers.get('content-type')).toBe('application/json')
  expect(answer.text).toBe(refusalText(`Extension.${type}ExtensionIdentifier`, message))
  expect(api.calls).toEqual([])
})

test('the refusal of a service is rendered', async () => {
  await using api = await serve({
    next: (who) => Promise.reject(new RefusalError(refusals.unknownExtension(who))),
  })

  const answer = await call(api.url, 'GET', 'event/next', me)

  expect(answer.status).toBe(403)
  expect(answer.text).toBe(
    refusalText('Extension.UnknownExtensionIdentifier', `Unknown extension ${id}`),
  )
})

test('a service that hangs up closes the connection without an answer', async () => {
  await using api = await serve({ next: () => Promise.reject(new HangUpError('gone')) })

  const polled = call(api.url, 'GET', 'event/next', me)

  await expect(polled).rejects.toMatchObject({ cause: { code: 'UND_ERR_SOCKET' } })
  expect(api.errors).toEqual([])
})

test.each(['destroy', 'resetAndDestroy', 'end'] as const)(
  'a client that goes away by %s aborts the signal of its poll',
  async (goAway) => {
    const polled = Promise.withResolvers<AbortSignal>()
    await using api = await serve({
      next: (_, signal) => {
        polled.resolve(signal)
        return Promise.withResolvers<never>().promise
      },
    })
    const socket = await send(
      api.port,
      'GET /2020-01-01/extension/event/next HTTP/1.1',
      'Host: x',
      `Lambda-Extension-Identifier: ${id}`,
      '',
      '',
    )
    const signal = await polled.promise

    socket[goAway]()

    if (!signal.aborted) await once(signal, 'abort')
    expect(signal.aborted).toBe(true)
  },
)

test('a poll that was answered aborts nothing', async () => {
  const signals: AbortSignal[] = []
  await using api = await serve({
    next: async (_, signal) => {
      signals.push(signal)
      return invoke
    },
  })

  await call(api.url, 'GET', 'event/next', me)
  await api.stop()

  expect(signals).toMatchObject([{ aborted: false }])
})

import { expect, test } from '@jest/globals'
import { waitFor } from '@sim/core'
import { maxPayloadBytes, NextHeaders } from '@sim/runtime-api'
import { connect } from 'node:net'
import { once } from 'node:events'
import { invocation, serve } from './serve.ts'

const next = 'invocation/next'

test('a poll is answered with the event and its headers, those without a value left out', async () => {
  await using api = await serve()
  const given = invocation()
  void api.session.deliver(given)

  const response = await api.call('GET', next)

  expect(response.status).toBe(200)
  expect(await response.text()).toBe('{"n":1}')
  const headers = Object.fromEntries(
    [...response.headers].filter(([name]) => name.startsWith('lambda-') || name === 'content-type'),
  )
  expect(headers).toEqual({
    'content-type': 'application/json',
    'lambda-runtime-aws-request-id': given.requestId,
    'lambda-runtime-deadline-ms': '1790000000000',
    'lambda-runtime-invoked-function-arn': given.invokedFunctionArn,
  })
  expect(NextHeaders.parse(headers)).toEqual(headers)
})

test('what the caller brought along travels in headers', async () => {
  await using api = await serve()
  void api.session.deliver(
    invocation({
      contentType: 'text/plain',
      traceId: 'Root=1-5bef4de7-ad49b0e87f6ef6c87fc2e700;Parent=9a9197af755a6419;Sampled=1',
      clientContext: '{"a":"ü\n"}',
      cognitoIdentity: '{"cognitoIdentityId":"i","cognitoIdentityPoolId":"p"}',
      tenantId: 'blue',
    }),
  )

  const { headers } = await api.call('GET', next)

  expect(headers.get('content-type')).toBe('text/plain')
  expect(headers.get('lambda-runtime-trace-id')).toMatch(/^Root=1-.*Sampled=1$/)
  const context = Buffer.from(headers.get('lambda-runtime-client-context') ?? '', 'latin1')
  expect(context.toString('utf8')).toBe('{"a":"ü "}')
  expect(headers.get('lambda-runtime-cognito-identity')).toContain('cognitoIdentityPoolId')
  expect(headers.get('lambda-runtime-aws-tenant-id')).toBe('blue')
})

test('an event is cut silently at the payload limit', async () => {
  await using api = await serve()
  void api.session.deliver(invocation({ body: Buffer.alloc(maxPayloadBytes + 1, 'a') }))

  const response = await api.call('GET', next)

  expect((await response.arrayBuffer()).byteLength).toBe(6_291_556)
})

test('while it is not answered, each poll gets the same event again', async () => {
  await using api = await serve()
  const given = invocation()
  void api.session.deliver(given)

  const polls = [await api.call('GET', next), await api.call('GET', next)]

  expect(polls.map(({ headers }) => headers.get('lambda-runtime-aws-request-id'))).toEqual([
    given.requestId,
    given.requestId,
  ])
})

test('of two polls that wait, one event wakes exactly the older one', async () => {
  await using api = await serve()
  const woken: string[] = []
  const first = api.call('GET', next).then(() => woken.push('first'))
  await polled(api, 1)
  const second = api.call('GET', next).then(
    () => woken.push('second'),
    () => woken.push('hung up'),
  )
  await polled(api, 2)

  void api.session.deliver(invocation())
  await first
  await api.server.stop()
  await second

  expect(woken).toEqual(['first', 'hung up'])
})

test('a poll whose connection closed frees its place and eats no event', async () => {
  await using api = await serve()
  const gone = connect(api.server.port)
  gone.write(`GET /2018-06-01/runtime/${next} HTTP/1.1\r\nHost: x\r\n\r\n`)
  await polled(api, 1)
  gone.destroy()
  await once(gone, 'close')
  const again = api.call('GET', next)
  await polled(api, 2)

  const given = invocation()
  void api.session.deliver(given)

  expect((await again).headers.get('lambda-runtime-aws-request-id')).toBe(given.requestId)
})

test('a poll that comes before the end of the answer waits for it', async () => {
  await using api = await serve()
  const given = invocation()
  const delivery = api.session.deliver(given)
  await api.call('GET', next)
  const answering = connect(api.server.port)
  answering.write(
    `POST /2018-06-01/runtime/invocation/${given.requestId}/response HTTP/1.1\r\nHost: x\r\n` +
      'Transfer-Encoding: chunked\r\n\r\n1\r\na\r\n',
  )
  await waitFor(api.session.states, (state) => state === 'InvocationResponse', {
    what: 'the answer',
  })
  const early = api.call('GET', next)

  answering.end('0\r\n\r\n')
  await delivery.done
  api.session.release()
  void api.session.deliver(invocation())

  expect((await early).status).toBe(200)
})

/** So many polls have arrived. */
async function polled(api: Awaited<ReturnType<typeof serve>>, count: number): Promise<void> {
  const { pollUntil } = await import('@sim/core')
  const polls = () => api.events.filter(({ type }) => type === 'polled').length
  await pollUntil(polls, (seen) => seen >= count, { what: `${count} polls` })
}

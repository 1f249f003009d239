import { expect, test } from '@jest/globals'
import { maxPayloadBytes } from '@sim/runtime-api'
import { once } from 'node:events'
import { request } from 'node:http'
import { connect } from 'node:net'
import { invocation, serve, type Served } from './serve.ts'

const transition = (from: string, to: string) => ({
  errorMessage: `State transition from ${from} to ${to} failed for runtime. Error: State transition is not allowed`,
  errorType: 'InvalidStateTransition',
})

/** An invocation that the runtime has taken. */
async function taken(api: Served) {
  const given = invocation()
  const delivery = api.session.deliver(given)
  await api.call('GET', 'invocation/next')
  const post = (
    what: 'response' | 'error',
    body: string | Buffer = '{}',
    headers: Record<string, string> = {},
  ) => api.call('POST', `invocation/${given.requestId}/${what}`, { body, headers } as RequestInit)
  return { delivery, post, requestId: given.requestId }
}

test('a response reaches the invoker byte for byte', async () => {
  await using api = await serve()
  const { delivery, post } = await taken(api)
  const bytes = Buffer.from([0, 255, 13, 10, 128])

  const response = await post('response', bytes, { 'Content-Type': 'application/octet-stream' })

  expect(response.status).toBe(202)
  expect(await response.json()).toEqual({ status: 'OK' })
  expect(await delivery.answered).toMatchObject({
    kind: 'response',
    body: bytes,
    contentType: 'application/octet-stream',
    responseMode: 'buffered',
  })
})

test.each(['response', 'error'] as const)(
  '%s with an unknown id is 400 in every state',
  async (what) => {
    await using api = await serve()
    const before = await api.call('POST', `invocation/bogus/${what}`, { body: '{}' })
    await taken(api)

    const during = await api.call('POST', `invocation/bogus/${what}`, { body: '{}' })

    for (const response of [before, during]) {
      expect(response.status).toBe(400)
      expect(await response.text()).toBe(
        '{"errorMessage":"Invalid request ID","errorType":"InvalidRequestID"}\n',
      )
    }
  },
)

test('a second answer is refused by the state, and by the id once the invocation is over', async () => {
  await using api = await serve()
  const { post } = await taken(api)
  await post('response')

  const again = await post('response')
  const late = await post('error')
  api.session.release()
  const over = await post('response')

  expect(again.status).toBe(403)
  expect(await again.json()).toEqual(transition('RuntimeResponseSentState', 'InvocationResponse'))
  expect(await late.json()).toEqual(
    transition('RuntimeResponseSentState', 'InvocationErrorResponse'),
  )
  expect(over.status).toBe(400)
  expect(api.refused).toEqual([
    'InvalidStateTransition',
    'InvalidStateTransition',
    'InvalidRequestID',
  ])
})

test.each(['bogus', 'buffered', 'Streaming'])(
  'response mode %s ends the invocation and locks the runtime',
  async (mode) => {
    await using api = await serve()
    const { delivery, post } = await taken(api)

    const refused = await post('response', 'x', { 'Lambda-Runtime-Function-Response-Mode': mode })

    expect(refused.status).toBe(400)
    expect(await refused.json()).toEqual({
      errorMessage: 'Invalid function response mode',
      errorType: 'InvalidFunctionResponseMode',
    })
    expect(await delivery.answered).toMatchObject({
      kind: 'error',
      by: 'platform',
      errorType: 'Runtime.InvalidResponseModeHeader',
      body: Buffer.alloc(0),
    })
    expect(await (await post('error')).json()).toEqual(
      transition('InvocationResponse', 'InvocationErrorResponse'),
    )
    expect(await (await api.call('GET', 'invocation/next')).json()).toEqual(
      transition('InvocationResponse', 'Ready'),
    )
  },
)

test('a response of exactly the limit is taken', async () => {
  await using api = await serve()
  const { delivery, post } = await taken(api)

  expect((await post('response', Buffer.alloc(maxPayloadBytes))).status).toBe(202)
  expect((await delivery.answered).body.length).toBe(6_291_556)
})

test.each(['response', 'error'] as const)(
  '%s one byte over the limit is 413, and the runtime may go on',
  async (what) => {
    await using api = await serve()
    const { delivery, post } = await taken(api)

    const refused = await post(what, Buffer.alloc(maxPayloadBytes + 1))

    expect(refused.status).toBe(413)
    expect(await refused.json()).toEqual({
      errorMessage: 'Exceeded maximum allowed payload size (6291556 bytes).',
      errorType: 'RequestEntityTooLarge',
    })
    const answer = await delivery.answered
    expect(answer).toMatchObject({ kind: 'error', errorType: 'Function.ResponseSizeTooLarge' })
    expect(JSON.parse(answer.body.toString())).toEqual({
      errorType: 'Function.ResponseSizeTooLarge',
      errorMessage:
        'Response payload size (6291557 bytes) exceeded maximum allowed payload size (6291556 bytes).',
    })
    expect(api.session.state).toBe('RuntimeResponseSentState')
  },
)

test('an upload that breaks off fails the invocation, and the runtime may go on', async () => {
  await using api = await serve()
  const { delivery, requestId } = await taken(api)
  const socket = connect(api.server.port)
  socket.write(
    `POST /2018-06-01/runtime/invocation/${requestId}/response HTTP/1.1\r\nHost: x\r\n` +
      'Content-Length: 100\r\n\r\nhalf',
  )
  await once(socket, 'connect')

  setImmediate(() => socket.destroy())

  expect(await delivery.answered).toMatchObject({ errorType: 'Runtime.TruncatedResponse' })
  expect(api.session.state).toBe('RuntimeResponseSentState')
})

test.each([
  [undefined, 'Runtime.Unknown'],
  ['MyType', 'Runtime.Unknown'],
  ['Function.MyError', 'Function.MyError'],
  ['Function.my', 'Function.Unknown'],
  ['xx Runtime.Yy zz', 'xx Runtime.Yy zz'],
])('the error type %s counts as %s', async (reported, expected) => {
  await using api = await serve()
  const { delivery, post } = await taken(api)

  await post(
    'error',
    'not json',
    reported ? { 'Lambda-Runtime-Function-Error-Type': reported } : {},
  )

  expect(await delivery.answered).toMatchObject({
    kind: 'error',
    by: 'runtime',
    errorType: expected,
    body: Buffer.from('not json'),
  })
})

test('an error that was sent with its cause reaches the invoker without it', async () => {
  await using api = await serve()
  const { delivery, post } = await taken(api)

  await post('error', '{"errorMessage":"m","stackTrace":["f"],"errorCause":{"x":1},"other":1}', {
    'Content-Type': 'application/vnd.aws.lambda.error.cause+json',
  })

  const { body, contentType } = await delivery.answered
  expect(body.toString()).toBe('{"errorMessage":"m","errorType":"","stackTrace":["f"]}')
  expect(contentType).toBe('application/json')
})

test('a cause that cannot be read becomes a fixed JSON string', async () => {
  await using api = await serve()
  const { delivery, post } = await taken(api)

  const response = await post('error', 'oops', {
    'Content-Type': 'application/vnd.aws.lambda.error.cause+json',
  })

  expect(response.status).toBe(202)
  expect(await delivery.answered).toMatchObject({
    body: Buffer.from('"Invalid error body"'),
    contentType: 'application/octet-stream',
  })
})

test('an error cause of 300 KB in a header is taken', async () => {
  await using api = await serve()
  const { delivery, requestId } = await taken(api)
  const cause = JSON.stringify({ message: 'x'.repeat(300_000) })

  const call = request(`${api.server.url}/2018-06-01/runtime/invocation/${requestId}/error`, {
    method: 'POST',
    headers: { 'Lambda-Runtime-Function-XRay-Error-Cause': cause },
  })
  call.end('{}')
  const [response] = await once(call, 'response')

  expect(response.statusCode).toBe(202)
  expect(await delivery.answered).toMatchObject({ xrayErrorCause: cause })
})

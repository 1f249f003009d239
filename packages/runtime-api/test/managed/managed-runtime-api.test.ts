import { expect, test } from '@jest/globals'
import { maxErrorBytes, maxPayloadBytes } from '@sim/runtime-api'
import { pollUntil } from '@sim/core'
import { invocation } from '../serve.ts'
import { breakOff, poll, respond, serveManaged } from './serve.ts'

test('an event comes with every header, be it empty, and without a tenant', async () => {
  await using served = await serveManaged()
  const polled = served.call('GET', 'invocation/next')
  await served.idle(1)
  const given = invocation({ tenantId: 'blue' })

  served.session.deliver(given)

  const { status, headers } = await polled
  expect(status).toBe(200)
  expect(Object.fromEntries(headers)).toMatchObject({
    'content-type': 'application/json',
    'lambda-runtime-aws-request-id': given.requestId,
    'lambda-runtime-deadline-ms': '1790000000000',
    'lambda-runtime-invoked-function-arn': given.invokedFunctionArn,
    'lambda-runtime-trace-id': '',
    'lambda-runtime-client-context': '',
    'lambda-runtime-cognito-identity': '',
  })
  expect(headers.has('lambda-runtime-aws-tenant-id')).toBe(false)
})

test('trace, context and identity are passed on, and so is the content type', async () => {
  await using served = await serveManaged()
  const polled = served.call('GET', 'invocation/next')
  await served.idle(1)

  served.session.deliver(
    invocation({
      contentType: 'text/x',
      traceId: 'Root=1',
      clientContext: '{"a":"é"}',
      cognitoIdentity: '{}',
    }),
  )

  const { headers } = await polled
  expect(headers.get('content-type')).toBe('text/x')
  expect(headers.get('lambda-runtime-trace-id')).toBe('Root=1')
  const context = Buffer.from(headers.get('lambda-runtime-client-context') ?? '', 'latin1')
  expect(context.toString()).toBe('{"a":"é"}')
  expect(headers.get('lambda-runtime-cognito-identity')).toBe('{}')
})

test('a worker whose connection is cut is idle no more', async () => {
  await using served = await serveManaged()
  const worker = poll(served.server)
  await served.idle(1)

  worker.cut()

  await pollUntil(
    () => served.session.idle,
    (idle) => idle === 0,
    { what: 'nobody to be idle' },
  )
  expect(() => served.session.deliver(invocation())).toThrow('found none')
})

test('a response without a content type is a stream of octets', async () => {
  await using served = await serveManaged()
  const given = invocation()
  const { answered } = await served.taken(given)

  const { status } = await served.call('POST', `invocation/${given.requestId}/response`, {
    body: Buffer.from([0, 255]),
  })

  expect(status).toBe(202)
  expect(await answered).toMatchObject({
    kind: 'response',
    body: Buffer.from([0, 255]),
    contentType: 'application/octet-stream',
    responseMode: 'buffered',
  })
})

test('a wrong response mode ends the invocation, and its worker goes on', async () => {
  await using served = await serveManaged()
  const given = invocation()
  const { answered } = await served.taken(given)

  const { status } = await served.call('POST', `invocation/${given.requestId}/response`, {
    headers: { 'Lambda-Runtime-Function-Response-Mode': 'buffered' },
    body: 'x',
  })

  expect(status).toBe(400)
  expect(await answered).toMatchObject({
    errorType: 'Runtime.InvalidResponseModeHeader',
    body: Buffer.from('{"errorType":"Runtime.InvalidResponseModeHeader"}'),
  })
  await expect(served.taken(invocation())).resolves.toBeDefined()
})

test('one byte too many ends the invocation with 413', async () => {
  await using served = await serveManaged()
  const given = invocation()
  const { answered } = await served.taken(given)

  const { status } = await served.call('POST', `invocation/${given.requestId}/response`, {
    body: Buffer.alloc(maxPayloadBytes + 1),
  })

  expect(status).toBe(413)
  expect(await answered).toMatchObject({ errorType: 'Function.ResponseSizeTooLarge' })
})

test.each([
  ['is decoded', 'eyJhIjoxfQ==', '{"a":1}'],
  ['is empty if it is no base64', 'no base64!', ''],
])(
  'an error in the trailers takes the place of the response; its body %s',
  async (_, sent, got) => {
    await using served = await serveManaged()
    const given = invocation()
    const { answered } = await served.taken(given)

    const status = await respond(served.server, given.requestId, ['partial'], {
      'Lambda-Runtime-Function-Error-Type': 'Function.Foo',
      'Lambda-Runtime-Function-Error-Body': sent,
    })

    expect(status).toBe(202)
    expect(await answered).toMatchObject({
      kind: 'error',
      by: 'runtime',
      errorType: 'Function.Foo',
      body: Buffer.from(got),
    })
  },
)

test('an error of exactly 1 MiB is taken', async () => {
  await using served = await serveManaged()
  const given = invocation()
  const { answered } = await served.taken(given)

  const { status } = await served.call('POST', `invocation/${given.requestId}/error`, {
    headers: { 'Lambda-Runtime-Function-Error-Type': 'nonsense' },
    body: Buffer.alloc(maxErrorBytes),
  })

  expect(status).toBe(202)
  expect(await answered).toMatchObject({
    kind: 'error',
    by: 'runtime',
    errorType: 'Runtime.Unknown',
  })
})

test('a larger error is refused, and the invocation stays open for another', async () => {
  await using served = await serveManaged()
  const given = invocation()
  const { answered } = await served.taken(given)
  const report = (body: Buffer) =>
    served.call('POST', `invocation/${given.requestId}/error`, { body })

  const refused = await report(Buffer.alloc(maxErrorBytes + 1))
  const accepted = await report(Buffer.from('{"e":2}'))

  expect([refused.status, accepted.status]).toEqual([413, 202])
  expect(await refused.json()).toEqual({
    errorMessage: 'Exceeded maximum allowed payload size (6291556 bytes).',
    errorType: 'RequestEntityTooLarge',
  })
  expect((await answered).body.toString()).toBe('{"e":2}')
})

test('an init error of more than 1 MiB is refused', async () => {
  await using served = await serveManaged()

  const { status } = await served.call('POST', 'init/error', {
    body: Buffer.alloc(maxErrorBytes + 1),
  })

  expect(status).toBe(413)
  expect(served.events).toEqual([])
})

test('an init error is taken with its type and the type of its body', async () => {
  await using served = await serveManaged()

  const { status } = await served.call('POST', 'init/error', {
    headers: { 'Lambda-Runtime-Function-Error-Type': 'Runtime.Foo' },
    body: '{"x":1}',
  })

  expect(status).toBe(202)
  expect(served.events).toEqual([
    {
      type: 'init-error',
      report: {
        errorType: 'Runtime.Foo',
        body: Buffer.from('{"x":1}'),
        contentType: 'application/json',
      },
    },
  ])
})

test.each(['response', 'error'])('an unknown id is refused for %s', async (call) => {
  await using served = await serveManaged()

  const refused = await served.call('POST', `invocation/nobody/${call}`, { body: '1' })

  expect(refused.status).toBe(400)
  expect(await refused.json()).toEqual({
    errorMessage: 'Invalid request ID',
    errorType: 'InvalidRequestID',
  })
})

test('a late response is gone', async () => {
  await using served = await serveManaged()
  const given = invocation()
  const { timeOut } = await served.taken(given)
  timeOut(new Error('over'))

  const refused = await served.call('POST', `invocation/${given.requestId}/response`)

  expect(refused.status).toBe(410)
  expect(await refused.json()).toEqual({
    errorMessage: 'Invoke timeout',
    errorType: 'InvokeTimeout',
  })
})

test('a response that breaks off ends its invocation', async () => {
  await using served = await serveManaged()
  const given = invocation()
  const { answered } = await served.taken(given)

  breakOff(served.server, given.requestId)

  await expect(answered).resolves.toMatchObject({ errorType: 'Runtime.TruncatedResponse' })
})

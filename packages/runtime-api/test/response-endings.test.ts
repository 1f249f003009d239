import { expect, test } from '@jest/globals'
import { pollUntil } from '@sim/core'
import { buffer, text } from 'node:stream/consumers'
import { invocation, serve } from './serve.ts'
import { streamed, streaming, Upload } from './streaming-runtime.ts'

test.each([
  ['declared', { ...streaming, Trailer: 'Lambda-Runtime-Function-Error-Type' }],
  ['not declared', streaming],
  ['of a runtime that does not say that it streams', {}],
])('an error in the trailers ends a stream with it: %s', async (_, headers) => {
  await using api = await serve()
  const { answered, body, upload } = await streamed(api)
  using response = upload(headers)
  response.write('partial')
  const read = text(body).catch(() => 'failed')

  await response.end({
    'Lambda-Runtime-Function-Error-Type': 'Function.Midway',
    'Lambda-Runtime-Function-Error-Body': Buffer.from('{"errorMessage":"m"}').toString('base64'),
  })

  expect(await response.answer).toMatchObject({ status: 202 })
  expect(await read).toBe('partial')
  expect(await answered).toMatchObject({
    kind: 'error',
    by: 'runtime',
    errorType: 'Function.Midway',
    body: Buffer.from('{"errorMessage":"m"}'),
    contentType: 'application/json',
    responseBytes: 7,
  })
  expect(api.session.state).toBe('RuntimeResponseSentState')
})

test('an error before the first byte is an error', async () => {
  await using api = await serve()
  const { answered, upload } = await streamed(api)
  using response = upload()

  await response.end({ 'Lambda-Runtime-Function-Error-Type': 'Error' })

  expect(await answered).toMatchObject({ errorType: 'Runtime.Unknown', responseBytes: 0 })
})

test('an upload that breaks off fails after the bytes that came, and the runtime may go on', async () => {
  await using api = await serve()
  const { answered, body, upload } = await streamed(api)
  const parts = body[Symbol.asyncIterator]()
  using response = upload()
  response.write('half')
  await parts.next()

  response.call.destroy()

  expect(await answered).toMatchObject({
    kind: 'error',
    by: 'platform',
    errorType: 'Runtime.TruncatedResponse',
    responseBytes: 4,
  })
  expect(api.session.state).toBe('RuntimeResponseSentState')
  const refused = await pollUntil(
    () => api.refused,
    (types) => types.length > 0,
    { what: 'a refusal' },
  )
  expect(refused).toEqual(['TruncatedHTTPRequest'])
})

test('a response of exactly the limit is complete', async () => {
  await using api = await serve()
  const { answered, body, upload } = await streamed(api, 1_000)
  using response = upload()
  const read = buffer(body)

  response.write(Buffer.alloc(1_000))
  await response.end()

  expect(await answered).toMatchObject({ kind: 'response', responseBytes: 1_000 })
  expect(await read).toHaveLength(1_000)
})

test('of a response over the limit one byte more is let through; the runtime may go on', async () => {
  await using api = await serve()
  const { answered, body, upload } = await streamed(api, 1_000)
  using response = upload()
  const read = buffer(body)

  response.write(Buffer.alloc(2_000))

  expect(await response.answer).toEqual({
    status: 413,
    text: '{"errorMessage":"Exceeded maximum allowed payload size (6291556 bytes).","errorType":"RequestEntityTooLarge"}\n',
  })
  const answer = await answered
  expect(answer).toMatchObject({
    kind: 'error',
    by: 'platform',
    errorType: 'Function.ResponseSizeTooLarge',
    responseBytes: 1_001,
  })
  expect(JSON.parse(answer.body.toString())).toEqual({
    errorType: 'Function.ResponseSizeTooLarge',
    errorMessage: 'Response payload size exceeded maximum allowed payload size (1000 bytes).',
  })
  expect(await read).toHaveLength(1_001)
  expect(api.session.state).toBe('RuntimeResponseSentState')
  void response.end()
})

test('error trailers of a response that is taken whole replace it', async () => {
  await using api = await serve()
  const given = invocation()
  const { answered } = api.session.deliver(given)
  await api.call('GET', 'invocation/next')
  using response = new Upload(
    `${api.server.url}/2018-06-01/runtime/invocation/${given.requestId}/response`,
  )
  response.write('partial')

  await response.end({
    'Lambda-Runtime-Function-Error-Type': 'Runtime.Broken',
    'Lambda-Runtime-Function-Error-Body': 'eyJhIjoxfQ==',
  })

  expect(await response.answer).toMatchObject({ status: 202 })
  expect(await answered).toMatchObject({
    kind: 'error',
    by: 'runtime',
    errorType: 'Runtime.Broken',
    body: Buffer.from('{"a":1}'),
    responseBytes: 7,
  })
})

test('other trailers of a response that is taken whole are kept', async () => {
  await using api = await serve()
  const given = invocation()
  const { answered } = api.session.deliver(given)
  await api.call('GET', 'invocation/next')
  using response = new Upload(
    `${api.server.url}/2018-06-01/runtime/invocation/${given.requestId}/response`,
    { Trailer: 'Digest' },
  )
  response.write('all')

  await response.end({ Digest: 'x' })

  expect(await answered).toMatchObject({
    kind: 'response',
    body: Buffer.from('all'),
    trailers: { digest: 'x' },
  })
})

import { expect, jest, test } from '@jest/globals'
import type { Call } from './fake-runtime-api.ts'
import { RunningFunction } from './running-function.ts'

jest.setTimeout(60_000)

/** What came of an event that a handler streamed. */
async function streamed(fn: RunningFunction, event: unknown = {}, headers = {}) {
  const requestId = fn.send(event, headers)
  const path = `/2018-06-01/runtime/invocation/${requestId}/response`
  const call = await fn.api.call((one) => one.path === path)
  return { requestId, call, text: call.body.toString() }
}

/** The error in the trailers. */
function failure({ trailers }: Call) {
  const body = trailers['lambda-runtime-function-error-body']
  return {
    type: trailers['lambda-runtime-function-error-type'],
    report: JSON.parse(Buffer.from(String(body), 'base64').toString()) as unknown,
  }
}

test('what a handler writes is the response, again and again', async () => {
  await using fn = await RunningFunction.start('streams.parts')

  const first = await streamed(fn, { n: 1 })
  const second = await streamed(fn, { n: 2 })

  expect(first.text).toBe(`event {"n":1}, id ${first.requestId}, {"json":true}`)
  expect(second.text).toContain('{"n":2}')
  expect(first.call.headers).toMatchObject({
    'content-type': 'text/plain',
    'lambda-runtime-function-response-mode': 'streaming',
    'transfer-encoding': 'chunked',
    trailer: 'Lambda-Runtime-Function-Error-Type, Lambda-Runtime-Function-Error-Body',
  })
  expect(first.call.trailers).toEqual({})
  expect(new Set([first.call.connection, second.call.connection]).size).toBe(1)
})

test.each([
  ['piped', 'one two'],
  ['nothing', ''],
  ['http', `{"statusCode":201,"headers":{"x-a":"b"}}${'\0'.repeat(8)}body`],
])('the response of %s is %j', async (name, expected) => {
  await using fn = await RunningFunction.start(`streams.${name}`)

  const { text, call } = await streamed(fn)

  expect(text).toBe(expected)
  expect(call.headers['content-type']).toBe(
    name === 'http'
      ? 'application/vnd.awslambda.http-integration-response'
      : 'application/octet-stream',
  )
})

test('a response of 20 MB arrives whole', async () => {
  await using fn = await RunningFunction.start('streams.large')

  const { call } = await streamed(fn, { size: 20_000_000 })

  expect(call.body).toHaveLength(20_000_000)
})

test('the number of a delivery is echoed', async () => {
  await using fn = await RunningFunction.start('streams.parts')

  const { call } = await streamed(fn, {}, { 'Lambda-Runtime-Invocation-Id': 'delivery-1' })

  expect(call.headers['lambda-runtime-invocation-id']).toBe('delivery-1')
})

test.each([
  ['throwsLate', 'partial', 'TypeError', 'midway ü'],
  ['throwsEarly', '', 'TypeError', 'at once'],
  ['tooLate', 'text', 'Error', 'the content type must be set before the first write'],
  ['neverEnds', '', 'Error', 'the response stream was never ended'],
])('the failure of %s follows what it wrote', async (name, text, errorType, errorMessage) => {
  await using fn = await RunningFunction.start(`streams.${name}`)

  const first = await streamed(fn)
  const second = await streamed(fn)

  expect([first.text, second.text]).toEqual([text, text])
  expect(failure(first.call)).toEqual({
    type: errorType,
    report: { errorType, errorMessage, trace: expect.any(Array) },
  })
})

test('a handler that is not async fails, unless it has answered', async () => {
  await using fn = await RunningFunction.start('streams.notAsync')

  const { text, call } = await streamed(fn)
  const [line] = await fn.lines(1)

  expect([text, call.trailers]).toEqual(['text', {}])
  expect(line).toContain('a handler that streams must be async')
})

test('a failure after the end is only logged', async () => {
  await using fn = await RunningFunction.start('streams.throwsAfterwards')

  const first = await streamed(fn)
  const second = await streamed(fn)

  expect([first.text, second.text]).toEqual(['all', 'all'])
  expect(first.call.trailers).toEqual({})
  expect((await fn.lines(1))[0]).toContain('afterwards')
})

test('an uncaught exception follows what was written, and ends the process', async () => {
  await using fn = await RunningFunction.start('streams.crashes')

  const { text, call } = await streamed(fn)
  const { status } = await fn.exited()

  expect(text).toBe('partial')
  expect(failure(call).report).toMatchObject({ errorMessage: 'nobody catches this' })
  expect(status).toBe(129)
})

test.each([400, 413, 500])('a refusal with %d does not end the runtime', async (status) => {
  await using fn = await RunningFunction.start('streams.piped')

  fn.api.postStatus = status
  await streamed(fn)
  fn.api.postStatus = 202
  const { text } = await streamed(fn)

  expect(text).toBe('one two')
})

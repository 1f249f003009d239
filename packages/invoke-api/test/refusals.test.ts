import { expect, test } from '@jest/globals'
import { maxAsyncPayloadBytes, maxSyncPayloadBytes } from '@sim/invoke-api'
import { RecordingService, serve } from './serve.ts'

const event = { 'X-Amz-Invocation-Type': 'Event' }

test('a function that is not there is a ResourceNotFoundException', async () => {
  await using api = await serve()

  const response = await api.invoke('other', 'not JSON either')

  expect(response.status).toBe(404)
  expect(response.headers.get('x-amzn-errortype')).toBe('ResourceNotFoundException')
  expect(response.headers.get('content-type')).toBe('application/json')
  expect(response.headers.get('x-amzn-requestid')).toMatch(/^[0-9a-f-]{36}$/)
  expect(await response.json()).toEqual({
    Type: 'User',
    Message: 'Function not found: arn:of:other',
  })
  expect(api.refused).toMatchObject([
    { method: 'POST', refusal: { errorType: 'ResourceNotFoundException' } },
  ])
})

test.each([
  ['{"a":', {}, /^Could not parse request body into json: Could not parse payload into json: ./],
  [Buffer.from([0x22, 0xff, 0x22]), {}, /into json: Invalid UTF-8$/],
  ['{}', { 'X-Amz-Client-Context': '%%%' }, /^Client context must be a valid Base64-encoded JSON/],
  [
    '{}',
    { 'X-Amz-Client-Context': 'M!Q==' },
    /^Client context must be a valid Base64-encoded JSON/,
  ],
  ['{}', { 'X-Amz-Client-Context': 'eyI=' }, /^Client context must be a valid Base64-encoded JSON/],
])('what is no JSON is refused: %j with %j', async (body, headers, message) => {
  await using api = await serve()

  const response = await api.invoke('hello', body, headers as Record<string, string>)

  expect(response.status).toBe(400)
  expect(response.headers.get('x-amzn-errortype')).toBe('InvalidRequestContentException')
  expect(await response.json()).toEqual({
    Type: 'User',
    message: expect.stringMatching(message),
  })
})

test.each([
  ['hello', { 'X-Amz-Invocation-Type': 'event' }, "Value 'event' at 'invocationType'"],
  ['hello', { 'X-Amz-Log-Type': 'All' }, "Value 'All' at 'logType'"],
  ['he%20llo', {}, "Value 'he llo' at 'functionName'"],
])('a value that is not allowed is named: %s with %j', async (name, headers, message) => {
  await using api = await serve()

  const response = await api.invoke(name, '{}', headers as Record<string, string>)

  expect(response.status).toBe(400)
  expect(response.headers.get('x-amzn-errortype')).toBe('ValidationException')
  expect(await response.json()).toEqual({
    message: expect.stringContaining(
      `1 validation error detected: ${message} failed to satisfy constraint: Member must satisfy`,
    ),
  })
})

test('a qualifier that contradicts the name is refused, one that repeats it is not', async () => {
  const service = new RecordingService()
  await using api = await serve(service)
  const call = (query: string) =>
    fetch(`${api.endpoint}/2015-03-31/functions/hello:live/invocations?${query}`, {
      method: 'POST',
    })

  const other = await call('Qualifier=test')
  const same = await call('Qualifier=live')

  expect(other.status).toBe(400)
  expect(other.headers.get('x-amzn-errortype')).toBe('InvalidParameterValueException')
  expect(same.status).toBe(200)
  expect(service.invoked[0]?.function.qualifier).toBe('live')
})

test.each([
  ['synchronous', {}, maxSyncPayloadBytes, 200],
  ['asynchronous', event, maxAsyncPayloadBytes, 202],
])('a %s event may have so many bytes and no more', async (_, headers, limit, status) => {
  await using api = await serve()
  const json = (bytes: number) => `"${'x'.repeat(bytes - 2)}"`

  const largest = await api.invoke('hello', json(limit), headers as Record<string, string>)
  const larger = await api.invoke('hello', json(limit + 1), headers as Record<string, string>)

  expect(largest.status).toBe(status)
  expect(larger.status).toBe(413)
  expect(larger.headers.get('x-amzn-errortype')).toBe('RequestTooLargeException')
  expect(await larger.json()).toEqual({
    Type: 'User',
    message: `Request must be smaller than ${limit} bytes for the InvokeFunction operation`,
  })
})

test('a service that fails is a ServiceException', async () => {
  const service = new RecordingService()
  service.invoke = () => Promise.reject(new Error('broken'))
  await using api = await serve(service)

  const response = await api.invoke('hello')

  expect(response.status).toBe(500)
  expect(response.headers.get('x-amzn-errortype')).toBe('ServiceException')
  expect(await response.json()).toEqual({ Type: 'Service', message: 'Internal Server Error' })
})

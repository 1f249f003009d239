import { expect, test } from '@jest/globals'
import { InvokeResponseHeaders } from '@sim/invoke-api'
import { RecordingService, requestId, serve } from './serve.ts'

const base64 = (text: string) => Buffer.from(text).toString('base64')

test('a call is answered with the bytes, the request id and the version', async () => {
  const service = new RecordingService()
  service.answer = { payload: Buffer.from('not even JSON\0\xff', 'latin1') }
  await using api = await serve(service)

  const response = await api.invoke('hello', '{"a": 1}')

  expect(response.status).toBe(200)
  expect(Buffer.from(await response.arrayBuffer())).toEqual(
    Buffer.from('not even JSON\0\xff', 'latin1'),
  )
  expect(response.headers.get('content-type')).toBe('application/json')
  expect(response.headers.get('x-amzn-requestid')).toBe(requestId)
  expect(response.headers.get('x-amz-executed-version')).toBe('7')
  expect(response.headers.has('x-amz-function-error')).toBe(false)
  expect(response.headers.has('x-amz-log-result')).toBe(false)
  expect(service.invoked).toMatchObject([{ payload: Buffer.from('{"a": 1}'), wantsLog: false }])
})

test('what callers bring along reaches the function', async () => {
  const service = new RecordingService()
  await using api = await serve(service)

  await api.invoke('hello:live', '1', {
    'X-Amz-Client-Context': base64('{"client":{"app_title":"é"}}'),
    'X-Amzn-Trace-Id': 'Root=1-5759e988-bd862e3fe1be46a994272793',
    'X-Amz-Tenant-Id': 'blue',
  })

  expect(service.invoked[0]).toEqual({
    function: { name: 'hello', qualifier: 'live', region: undefined, accountId: undefined },
    payload: Buffer.from('1'),
    clientContext: '{"client":{"app_title":"é"}}',
    traceId: 'Root=1-5759e988-bd862e3fe1be46a994272793',
    tenantId: 'blue',
    wantsLog: false,
  })
})

test('a call without a payload is one with an empty object', async () => {
  const service = new RecordingService()
  await using api = await serve(service)

  await api.invoke('hello', '')

  expect(service.invoked[0]?.payload.toString()).toBe('{}')
})

test('a function error is told by a header, not by the status', async () => {
  const service = new RecordingService()
  service.answer = { payload: Buffer.from('{"errorMessage":"no"}'), functionError: 'Unhandled' }
  await using api = await serve(service)

  const response = await api.invoke('hello')

  expect(response.status).toBe(200)
  expect(response.headers.get('x-amz-function-error')).toBe('Unhandled')
  expect(await response.text()).toBe('{"errorMessage":"no"}')
})

test('whoever asks for the log gets its last 4 KB', async () => {
  const service = new RecordingService()
  service.answer = { log: `${'a'.repeat(5_000)}the end` }
  await using api = await serve(service)

  const response = await api.invoke('hello', '{}', { 'X-Amz-Log-Type': 'Tail' })

  const tail = Buffer.from(response.headers.get('x-amz-log-result') ?? '', 'base64').toString()
  expect(service.invoked[0]?.wantsLog).toBe(true)
  expect(tail).toBe(`${'a'.repeat(4_096 - 7)}the end`)
  expect(() =>
    InvokeResponseHeaders.parse({
      'X-Amzn-RequestId': response.headers.get('x-amzn-requestid'),
      'X-Amz-Executed-Version': response.headers.get('x-amz-executed-version'),
      'X-Amz-Log-Result': response.headers.get('x-amz-log-result'),
    }),
  ).not.toThrow()
})

test('an event is taken, and its caller goes on', async () => {
  const service = new RecordingService()
  await using api = await serve(service)

  const response = await api.invoke('hello', '{"n":1}', {
    'X-Amz-Invocation-Type': 'Event',
    'X-Amz-Log-Type': 'Tail',
    'X-Amz-Client-Context': base64('{}'),
  })

  expect(response.status).toBe(202)
  expect(await response.text()).toBe('')
  expect(response.headers.get('x-amzn-requestid')).toBe(requestId)
  expect(service.queued).toMatchObject([
    { payload: Buffer.from('{"n":1}'), clientContext: undefined, wantsLog: false },
  ])
  expect(service.invoked).toEqual([])
})

test('a dry run checks everything and runs nothing', async () => {
  const service = new RecordingService()
  await using api = await serve(service)
  const dryRun = { 'X-Amz-Invocation-Type': 'DryRun' }

  const good = await api.invoke('hello', '{}', dryRun)
  const unknown = await api.invoke('other', '{}', dryRun)
  const broken = await api.invoke('hello', '{', dryRun)

  expect([good.status, unknown.status, broken.status]).toEqual([204, 404, 400])
  expect(good.headers.get('x-amzn-requestid')).toMatch(/^[0-9a-f-]{36}$/)
  expect([...service.invoked, ...service.queued]).toEqual([])
})

test('only POST invokes', async () => {
  await using api = await serve()

  const response = await fetch(`${api.endpoint}/2015-03-31/functions/hello/invocations`)

  expect(response.status).toBe(405)
  expect(response.headers.get('allow')).toBe('POST')
})

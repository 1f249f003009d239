import {
  InvokeWithResponseStreamCommand,
  LambdaClient,
  ResourceNotFoundException,
  type InvokeWithResponseStreamCommandInput,
} from '@aws-sdk/client-lambda'
import { expect, test } from '@jest/globals'
import { InvokeService, type FunctionAnswer, type InvokeApiService } from '@sim/invoke-api'
import { once } from 'node:events'
import { request, type IncomingMessage } from 'node:http'
import { Readable } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import { RecordingService, requestId, serve } from './serve.ts'

type Input = Partial<InvokeWithResponseStreamCommandInput>

/** What the SDK makes of a call. */
async function send(endpoint: string, input: Input = {}) {
  const client = new LambdaClient({
    endpoint,
    region: 'us-east-1',
    credentials: { accessKeyId: 'any', secretAccessKey: 'any' },
    maxAttempts: 1,
  })
  const answer = await client.send(
    new InvokeWithResponseStreamCommand({ FunctionName: 'hello', Payload: '{}', ...input }),
  )
  return { ...answer, events: answer.EventStream?.[Symbol.asyncIterator]() }
}

type Sent = Awaited<ReturnType<typeof send>>

/** The next event, with its payload as text. */
async function take({ events }: Sent) {
  const { done, value } = (await events?.next()) ?? {}
  const payload = value?.PayloadChunk?.Payload
  return done === true ? 'end' : payload ? Buffer.from(payload).toString() : value?.InvokeComplete
}

/** A service whose only function is this one. */
function functionOf(answer: () => FunctionAnswer | Promise<FunctionAnswer>): InvokeApiService {
  return new InvokeService({ functions: { hello: answer } })
}

const bytes = (text: string) => Buffer.from(text)

test('the SDK has a part before the next one is produced', async () => {
  const goOn = Promise.withResolvers<void>()
  async function* parts() {
    yield bytes('first')
    await goOn.promise
    yield bytes('last')
  }
  await using api = await serve(functionOf(parts))

  const sent = await send(api.endpoint, { Qualifier: 'live' })
  const first = await take(sent)
  goOn.resolve()
  const rest = [await take(sent), await take(sent), await take(sent)]

  expect(sent).toMatchObject({
    StatusCode: 200,
    ExecutedVersion: 'live',
    ResponseStreamContentType: 'application/vnd.amazon.eventstream',
    $metadata: { requestId: expect.stringMatching(/^[0-9a-f-]{36}$/) },
  })
  expect([first, ...rest]).toEqual(['first', 'last', {}, 'end'])
})

test.each([
  ['a buffer', () => bytes('whole')],
  ['a promise', async () => bytes('whole')],
  ['a Readable', () => Readable.from([bytes('whole')])],
])('a function may answer with %s', async (_, answer) => {
  await using api = await serve(functionOf(answer))

  const sent = await send(api.endpoint)

  expect([await take(sent), await take(sent)]).toEqual(['whole', {}])
})

test('what a function throws midway is told when it is over', async () => {
  async function* parts() {
    yield bytes('partial')
    throw new TypeError('oops')
  }
  await using api = await serve(functionOf(parts))

  const sent = await send(api.endpoint)

  expect([await take(sent), await take(sent), await take(sent)]).toEqual([
    'partial',
    { ErrorCode: 'Unhandled', ErrorDetails: '{"errorType":"TypeError","errorMessage":"oops"}' },
    'end',
  ])
})

test('a caller who wants it whole gets all parts, or the error', async () => {
  async function* parts(payload: Buffer) {
    yield bytes('one ')
    if (payload.toString() === '"fail"') throw new Error('oops')
    yield bytes('two')
  }
  await using api = await serve(new InvokeService({ functions: { hello: parts } }))

  const whole = await api.invoke('hello')
  const failed = await api.invoke('hello', '"fail"')

  expect(await whole.text()).toBe('one two')
  expect(failed.headers.get('x-amz-function-error')).toBe('Unhandled')
  expect(await failed.json()).toEqual({ errorType: 'Error', errorMessage: 'oops' })
})

test.each([
  ['an answer', {}, ['"hi"', {}]],
  [
    'an error',
    { functionError: 'Unhandled' },
    [{ ErrorCode: 'Unhandled', ErrorDetails: '"hi"' }, 'end'],
  ],
  [
    'a log',
    { log: 'START\nEND\n' },
    ['"hi"', { LogResult: Buffer.from('START\nEND\n').toString('base64') }],
  ],
])('of a service that cannot stream, %s comes as one part', async (_, answer, expected) => {
  const service = new RecordingService()
  service.answer = answer
  await using api = await serve(service)

  const sent = await send(api.endpoint, { LogType: 'Tail' })

  expect([await take(sent), await take(sent)]).toEqual(expected)
  expect(sent).toMatchObject({ ExecutedVersion: '7', $metadata: { requestId } })
  expect(service.invoked[0]).toMatchObject({ wantsLog: true })
})

test('a dry run runs nothing', async () => {
  const service = new RecordingService()
  await using api = await serve(service)

  const sent = await send(api.endpoint, { InvocationType: 'DryRun' })

  expect(sent.StatusCode).toBe(204)
  expect(service.invoked).toEqual([])
})

test('an event is refused: it has no response', async () => {
  await using api = await serve()

  const response = await fetch(
    `${api.endpoint}/2021-11-15/functions/hello/response-streaming-invocations`,
    { method: 'POST', body: '{}', headers: { 'X-Amz-Invocation-Type': 'Event' } },
  )

  expect(response.status).toBe(400)
  expect(await response.json()).toEqual({
    message:
      "1 validation error detected: Value 'Event' at 'invocationType' failed to satisfy constraint: Member must satisfy enum value set: [DryRun, RequestResponse]",
  })
})

test('the SDK throws its own exceptions', async () => {
  await using api = await serve()

  const sent = send(api.endpoint, { FunctionName: 'other' })

  await expect(sent).rejects.toBeInstanceOf(ResourceNotFoundException)
})

test('each version has its own path', async () => {
  await using api = await serve()

  const responses = await Promise.all(
    [
      '2015-03-31/functions/hello/response-streaming-invocations',
      '2021-11-15/functions/hello/invocations',
    ].map((path) => fetch(`${api.endpoint}/${path}`, { method: 'POST', body: '{}' })),
  )

  expect(responses.map(({ status }) => status)).toEqual([404, 404])
})

test('who does not read is not sent more', async () => {
  let produced = 0
  async function* parts() {
    for (; produced < 1_000; produced += 1) yield Buffer.alloc(64 * 1024)
  }
  await using api = await serve(functionOf(parts))
  const call = request(
    `${api.endpoint}/2021-11-15/functions/hello/response-streaming-invocations`,
    { method: 'POST' },
  )
  call.end('{}')
  const [response] = (await once(call, 'response')) as [IncomingMessage]

  for (let turn = 0; turn < 300; turn += 1) {
    await fetch(`${api.endpoint}/`).then((other) => other.arrayBuffer())
  }
  const held = produced
  const all = await buffer(response)

  expect(held).toBeLessThan(500)
  expect(all.length).toBeGreaterThan(1_000 * 64 * 1024)
})

test('who goes away ends the function’s stream, and that is no failure', async () => {
  const ended = Promise.withResolvers<void>()
  const errors: unknown[] = []
  async function* parts() {
    try {
      for (;;) yield Buffer.alloc(64 * 1024)
    } finally {
      ended.resolve()
    }
  }
  await using api = await serve(functionOf(parts), (error) => errors.push(error))
  const call = request(
    `${api.endpoint}/2021-11-15/functions/hello/response-streaming-invocations`,
    { method: 'POST' },
  )
  call.end('{}')
  await once(call, 'response')

  call.destroy()
  await ended.promise
  await fetch(`${api.endpoint}/`).then((other) => other.arrayBuffer())

  expect(errors).toEqual([])
})

test('a service that breaks off without a reason breaks the connection', async () => {
  const service = new RecordingService()
  const broken = Object.assign(service, {
    invokeWithResponseStream: async () => ({
      requestId,
      executedVersion: '7',
      // oxlint-disable-next-line require-yield -- nothing comes
      body: (async function* () {
        throw new Error('broken')
      })() as AsyncIterable<Uint8Array>,
      ended: async () => ({}),
    }),
  })
  await using api = await serve(broken)

  const first = send(api.endpoint).then(take)

  await expect(first).rejects.toThrow('aborted')
})

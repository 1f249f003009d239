import { expect, test } from '@jest/globals'
import { ManualClock } from '@sim/core'
import { RuntimeService } from '@sim/runtime-api'

const never = new AbortController().signal

/** Plays the runtime for one invocation. */
async function serveOne(service: RuntimeService): Promise<string> {
  const { requestId, body } = await service.next(never)
  const answer = service.beginAnswer(requestId, 'response')
  answer.deliver({
    kind: 'response',
    body,
    contentType: undefined,
    responseMode: 'buffered',
    trailers: {},
  })
  answer.sent()
  return body.toString()
}

test('invocations are worked off one after the other, in order', async () => {
  using service = new RuntimeService()
  const answers = ['a', 'b', 'c'].map((text) => service.invoke(text))

  const served = [await serveOne(service), await serveOne(service), await serveOne(service)]

  expect(served).toEqual(['a', 'b', 'c'])
  void service.next(never).catch(() => undefined)
  expect((await Promise.all(answers)).map(({ body }) => body.toString())).toEqual(['a', 'b', 'c'])
})

test('a function that is too slow is given up, and a new runtime goes on with the next invocation', async () => {
  const clock = new ManualClock()
  using service = new RuntimeService({ clock, functionTimeoutMs: 2_000 })
  const slow = service.invoke('slow')
  const { requestId } = await service.next(never)
  const next = service.invoke('next')

  clock.advance(2_000)

  await expect(slow).rejects.toMatchObject({
    code: 'ERR_FUNCTION_TIMEOUT',
    message: 'Task timed out after 2.00 seconds',
  })
  expect(() => service.beginAnswer(requestId, 'response')).toThrow('Invalid request ID')
  expect(await serveOne(service)).toBe('next')
  expect((await next).body.toString()).toBe('next')
})

test('an aborted invocation rejects at once, also while it waits for its turn', async () => {
  using service = new RuntimeService()
  const first = service.invoke('first')
  const abort = new AbortController()
  const waiting = service.invoke('waiting', { signal: abort.signal })
  const last = service.invoke('last')

  abort.abort(new Error('changed my mind'))

  await expect(waiting).rejects.toThrow('changed my mind')
  expect([await serveOne(service), await serveOne(service)]).toEqual(['first', 'last'])
  await Promise.all([first, last])
})

/** Plays the runtime for one response that comes in parts. */
async function streamOne(service: RuntimeService, parts: readonly string[]) {
  const { requestId } = await service.next(never)
  const answer = service.beginAnswer(requestId, 'response')
  const head = { contentType: 'text/plain', responseMode: 'streaming' } as const
  const sink = answer.stream?.(head)
  for (const part of parts) await sink?.write(Buffer.from(part))
  return { answer, head }
}

test('a response comes as it is produced, to who asks for it so', async () => {
  using service = new RuntimeService()
  const streamed = service.invokeWithResponseStream('{}')
  const produced = streamOne(service, ['one ', 'two'])

  const { body, answered, ...head } = await streamed
  const parts = body[Symbol.asyncIterator]()
  const read = [await parts.next(), await parts.next()].map(({ value }) => String(value))
  const { answer } = await produced
  answer.deliver({ kind: 'response', body: Buffer.alloc(0), ...head, trailers: {} })
  answer.sent()

  expect(head).toEqual({ contentType: 'text/plain', responseMode: 'streaming' })
  expect(read).toEqual(['one ', 'two'])
  expect(await parts.next()).toMatchObject({ done: true })
  expect(await answered).toMatchObject({ kind: 'response' })
})

test('a response that fails midway fails who reads it', async () => {
  using service = new RuntimeService()
  const streamed = service.invokeWithResponseStream('{}')
  const { answer } = await streamOne(service, [])
  const { body, answered } = await streamed

  answer.deliver({
    kind: 'error',
    by: 'runtime',
    errorType: 'Function.Midway',
    body: Buffer.from('{}'),
    contentType: 'application/json',
    responseBytes: 0,
  })

  await expect(body.toArray()).rejects.toMatchObject({
    code: 'ERR_RESPONSE_STREAM',
    errorType: 'Function.Midway',
  })
  expect(await answered).toMatchObject({ kind: 'error' })
})

test('an error instead of a response has a body that fails', async () => {
  using service = new RuntimeService()
  const streamed = service.invokeWithResponseStream('{}')
  const { requestId } = await service.next(never)

  service.beginAnswer(requestId, 'error').deliver({
    kind: 'error',
    by: 'runtime',
    errorType: 'Runtime.Unknown',
    body: Buffer.from('{}'),
    contentType: 'application/json',
  })
  const { body, responseMode } = await streamed

  expect(responseMode).toBe('buffered')
  await expect(body.toArray()).rejects.toMatchObject({ errorType: 'Runtime.Unknown' })
})

test('a response that takes too long fails who reads it; one that never began rejects', async () => {
  const clock = new ManualClock()
  using service = new RuntimeService({ clock, functionTimeoutMs: 2_000 })
  const begun = service.invokeWithResponseStream('{}')
  const { answer } = await streamOne(service, [])
  const { body, answered } = await begun
  const reading = body.toArray()

  clock.advance(2_000)

  await expect(reading).rejects.toMatchObject({ code: 'ERR_FUNCTION_TIMEOUT' })
  await expect(answered).rejects.toMatchObject({ code: 'ERR_FUNCTION_TIMEOUT' })
  expect(answer.signal?.aborted).toBe(true)
  const silent = service.invokeWithResponseStream('{}')
  await service.next(never)
  clock.advance(2_000)
  await expect(silent).rejects.toMatchObject({ code: 'ERR_FUNCTION_TIMEOUT' })
})

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

import { expect, test } from '@jest/globals'
import { RuntimeSession } from '@sim/runtime-api'
import { getEventListeners } from 'node:events'
import { invocation } from './serve.ts'

const never = new AbortController().signal
const answer = {
  kind: 'response',
  body: Buffer.from('1'),
  contentType: undefined,
  responseMode: 'buffered',
  trailers: {},
} as const

test('it is ready when the runtime first asks for an event', async () => {
  const session = new RuntimeSession()
  const ready = session.ready()

  void session.next(never)

  await expect(ready).resolves.toBeUndefined()
  expect(session.state).toBe('Ready')
})

test('an invocation is done when the runtime has answered and asked again', async () => {
  const session = new RuntimeSession()
  const given = invocation()
  const { answered, done } = session.deliver(given)
  expect(await session.next(never)).toBe(given)
  const told: string[] = []
  void done.then(() => told.push('done'))

  const inProgress = session.beginAnswer(given.requestId, 'response')
  inProgress.deliver(answer)
  inProgress.sent()
  const { startedAt, finishedAt } = await answered
  expect(told).toEqual([])
  void session.next(never)
  await done

  expect(finishedAt).toBeGreaterThanOrEqual(startedAt)
})

test('the same event is not handed out again after it was answered', async () => {
  const session = new RuntimeSession()
  const first = invocation()
  const { done } = session.deliver(first)
  await session.next(never)
  const inProgress = session.beginAnswer(first.requestId, 'response')
  inProgress.deliver(answer)
  inProgress.sent()
  const polled = session.next(never)
  await done
  session.release()

  const second = invocation()
  void session.deliver(second)

  expect(await polled).toBe(second)
})

test('a second invocation is refused while the first is not over', () => {
  const session = new RuntimeSession()
  const { requestId } = invocation()
  void session.deliver(invocation({ requestId }))

  expect(() => session.deliver(invocation())).toThrow(
    expect.objectContaining({
      code: 'ERR_RUNTIME_BUSY',
      message: `the runtime still has invocation ${requestId}`,
    }),
  )
})

test('when it retires, what was awaited ends with the reason and answers come too late', async () => {
  const session = new RuntimeSession()
  const given = invocation()
  const { answered, done } = session.deliver(given)
  await session.next(never)
  const reason = new Error('reset')

  session.retire(reason)

  await expect(answered).rejects.toBe(reason)
  await expect(done).rejects.toBe(reason)
  await expect(session.ready()).resolves.toBeUndefined()
  expect(() => session.beginAnswer(given.requestId, 'response')).toThrow('Invalid request ID')
  expect(() => session.deliver(invocation())).toThrow(reason)
})

test('when it closes, polls are hung up', async () => {
  const session = new RuntimeSession()
  const polled = session.next(never)

  session.close(new Error('over'))

  await expect(polled).rejects.toMatchObject({ code: 'ERR_HUNG_UP' })
  await expect(session.next(never)).rejects.toMatchObject({ code: 'ERR_HUNG_UP' })
  expect(() =>
    session.initError({ errorType: 'x', body: Buffer.alloc(0), contentType: '' }),
  ).toThrow(expect.objectContaining({ code: 'ERR_HUNG_UP' }))
})

test('a poll that was answered leaves nothing behind on its signal', async () => {
  const session = new RuntimeSession()
  const { signal } = new AbortController()
  const polled = session.next(signal)

  void session.deliver(invocation())
  await polled

  expect(getEventListeners(signal, 'abort')).toEqual([])
})

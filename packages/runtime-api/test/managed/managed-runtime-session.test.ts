import { expect, test } from '@jest/globals'
import { ManagedRuntimeSession, maxIdleSlots, type RuntimeSessionEvent } from '@sim/runtime-api'
import { invocation } from '../serve.ts'

const never = () => new AbortController().signal
const answer = {
  kind: 'response',
  body: Buffer.from('1'),
  contentType: undefined,
  responseMode: 'buffered',
  trailers: {},
} as const
const row = (errorType: string) =>
  expect.objectContaining({ refusal: expect.objectContaining({ errorType }) })

test('it is ready when the first worker asks for an event', async () => {
  const session = new ManagedRuntimeSession()
  const ready = session.ready()

  void session.next(never())

  await expect(ready).resolves.toBeUndefined()
})

test('events go to idle workers in the order of their calls, one each', async () => {
  const session = new ManagedRuntimeSession()
  const [one, other] = [session.next(never()), session.next(never())]
  const [first, second] = [invocation(), invocation()]

  session.deliver(first)
  session.deliver(second)

  expect(await one).toBe(first)
  expect(await other).toBe(second)
  expect(session.idle).toBe(0)
  expect(session.running).toBe(2)
})

test('nothing queues: an invocation that finds no idle worker is refused', () => {
  const session = new ManagedRuntimeSession()
  void session.next(never())
  session.deliver(invocation())

  expect(() => session.deliver(invocation())).toThrow(
    expect.objectContaining({
      code: 'ERR_RUNTIME_BUSY',
      message: 'an invocation needs an idle worker of the runtime, found none: 1 are running',
    }),
  )
})

test('an id that runs cannot be used again until it is answered', async () => {
  const session = new ManagedRuntimeSession()
  void session.next(never())
  void session.next(never())
  const given = invocation()
  const { answered } = session.deliver(given)

  expect(() => session.deliver(given)).toThrow(
    expect.objectContaining({ code: 'ERR_DUPLICATE_REQUEST_ID' }),
  )
  session.beginAnswer(given.requestId, 'response').deliver(answer)
  await answered

  expect(session.deliver(given).answered).toBeInstanceOf(Promise)
})

test('invocations are answered by their ids, in any order', async () => {
  const session = new ManagedRuntimeSession()
  void session.next(never())
  void session.next(never())
  const [first, second] = [invocation(), invocation()]
  const [one, other] = [session.deliver(first), session.deliver(second)]

  session
    .beginAnswer(second.requestId, 'response')
    .deliver({ ...answer, body: Buffer.from('second') })
  session
    .beginAnswer(first.requestId, 'response')
    .deliver({ ...answer, body: Buffer.from('first') })

  expect((await one.answered).body.toString()).toBe('first')
  expect((await other.answered).body.toString()).toBe('second')
})

test('while an answer is under way no other one is taken, nor after it', () => {
  const session = new ManagedRuntimeSession()
  void session.next(never())
  const { requestId } = invocation()
  session.deliver(invocation({ requestId }))
  const begun = session.beginAnswer(requestId, 'response')

  expect(() => session.beginAnswer(requestId, 'response')).toThrow(row('InvalidRequestID'))
  begun.deliver(answer)

  expect(() => session.beginAnswer(requestId, 'response')).toThrow(row('InvalidRequestID'))
})

test('a late answer is told of the time-out once, then its id is unknown', async () => {
  const session = new ManagedRuntimeSession()
  void session.next(never())
  const { requestId } = invocation()
  const { answered, timeOut } = session.deliver(invocation({ requestId }))
  const reason = new Error('over')

  timeOut(reason)

  await expect(answered).rejects.toBe(reason)
  expect(() => session.beginAnswer(requestId, 'response')).toThrow(row('InvokeTimeout'))
  expect(() => session.beginAnswer(requestId, 'response')).toThrow(row('InvalidRequestID'))
})

test('an answer that was under way when the time was over is told so, too', () => {
  const session = new ManagedRuntimeSession()
  void session.next(never())
  const { requestId } = invocation()
  const { timeOut } = session.deliver(invocation({ requestId }))
  const begun = session.beginAnswer(requestId, 'response')

  timeOut(new Error('over'))

  expect(() => begun.deliver(answer)).toThrow(row('InvokeTimeout'))
})

test('a thousand time-outs are remembered, the oldest is forgotten first', () => {
  const session = new ManagedRuntimeSession()
  const ids = Array.from({ length: 1_001 }, () => {
    void session.next(never())
    const given = invocation()
    session.deliver(given).timeOut(new Error('over'))
    return given.requestId
  })

  expect(() => session.beginAnswer(ids[0] as string, 'response')).toThrow(row('InvalidRequestID'))
  expect(() => session.beginAnswer(ids[1] as string, 'response')).toThrow(row('InvokeTimeout'))
  expect(() => session.beginAnswer(ids[1_000] as string, 'response')).toThrow(row('InvokeTimeout'))
})

test('a time-out after the answer changes nothing', async () => {
  const session = new ManagedRuntimeSession()
  void session.next(never())
  const { requestId } = invocation()
  const { answered, timeOut } = session.deliver(invocation({ requestId }))
  session.beginAnswer(requestId, 'response').deliver(answer)

  timeOut(new Error('over'))

  await expect(answered).resolves.toMatchObject({ kind: 'response' })
  expect(() => session.beginAnswer(requestId, 'response')).toThrow(row('InvalidRequestID'))
})

test('a worker that went away while it was idle gets no event', async () => {
  const session = new ManagedRuntimeSession()
  const gone = new AbortController()
  const lost = session.next(gone.signal)
  const alive = session.next(never())

  gone.abort()
  const given = invocation()
  session.deliver(given)

  await expect(lost).rejects.toMatchObject({ code: 'ERR_HUNG_UP' })
  expect(await alive).toBe(given)
})

test('ten thousand workers may be idle, one more is refused with 500', async () => {
  const session = new ManagedRuntimeSession()
  for (let workers = 0; workers < maxIdleSlots; workers += 1) void session.next(never())

  await expect(session.next(never())).rejects.toEqual(row('InternalServerError'))
  expect(session.idle).toBe(10_000)
})

test('init/error is taken once, ready or not', async () => {
  const session = new ManagedRuntimeSession()
  const report = { errorType: 'Runtime.Foo', body: Buffer.alloc(0), contentType: 'text/x' }
  void session.next(never())

  session.initError(report)

  expect(() => session.initError(report)).toThrow(
    'State transition from InitError to InitError failed for runtime. Error: state transition is not allowed',
  )
})

test('when it retires, what runs ends with the reason and nothing is handed out', async () => {
  const session = new ManagedRuntimeSession()
  void session.next(never())
  const { requestId } = invocation()
  const { answered } = session.deliver(invocation({ requestId }))
  const reason = new Error('reset')

  session.retire(reason)

  await expect(answered).rejects.toBe(reason)
  expect(() => session.beginAnswer(requestId, 'response')).toThrow(row('InvalidRequestID'))
  expect(() => session.deliver(invocation())).toThrow(reason)
})

test('before anybody was ready its end is told to whoever waits', async () => {
  const session = new ManagedRuntimeSession()
  const reason = new Error('reset')

  session.close(reason)

  await expect(session.ready()).rejects.toBe(reason)
})

test('when it closes, idle workers are answered with 500', async () => {
  const session = new ManagedRuntimeSession()
  const polled = session.next(never())

  session.close(new Error('over'))

  await expect(polled).rejects.toEqual(row('InternalServerError'))
  await expect(session.next(never())).rejects.toEqual(row('InternalServerError'))
})

test('it tells of polls, of events that are handed out, and of answers', async () => {
  const events: RuntimeSessionEvent[] = []
  const session = new ManagedRuntimeSession({ onEvent: (event) => events.push(event) })
  const { requestId } = invocation()

  void session.next(never())
  session.deliver(invocation({ requestId }))
  session.beginAnswer(requestId, 'response').deliver(answer)

  expect(events).toEqual([
    { type: 'polled', state: 'Started' },
    { type: 'handed', requestId },
    { type: 'answered', requestId, answer: expect.objectContaining({ kind: 'response' }) },
  ])
})

import { expect, test } from '@jest/globals'
import { ManagedRuntimeSession } from '@sim/runtime-api'
import { getEventListeners } from 'node:events'
import { invocation } from '../serve.ts'

const answer = {
  kind: 'response',
  body: Buffer.from('1'),
  contentType: undefined,
  responseMode: 'buffered',
  trailers: {},
} as const

test('an event that could not be written fails its invocation', async () => {
  const session = new ManagedRuntimeSession()
  const gone = new AbortController()
  void session.next(gone.signal)
  const { answered } = session.deliver(invocation())

  gone.abort()

  await expect(answered).resolves.toMatchObject({
    kind: 'error',
    by: 'platform',
    errorType: 'Runtime.Unknown',
  })
})

test('a worker that was handed an event and answered leaves nothing behind on its signal', async () => {
  const session = new ManagedRuntimeSession()
  const { signal } = new AbortController()
  void session.next(signal)
  const { requestId } = invocation()
  const { answered } = session.deliver(invocation({ requestId }))

  session.beginAnswer(requestId, 'response').deliver(answer)
  await answered

  expect(getEventListeners(signal, 'abort')).toEqual([])
})

import { expect, test } from '@jest/globals'
import { emulatedRuntime, type RuntimeService } from '../../src/rie/emulated-runtime.ts'

type Delivered = Parameters<ReturnType<RuntimeService['beginAnswer']>['deliver']>[0]

/** A service that writes down what is asked of it. */
function serving() {
  const asked: unknown[] = []
  const service: RuntimeService = {
    next: async () => ({
      requestId: 'an-id',
      body: Buffer.from('{}'),
      deadlineMs: 1,
      invokedFunctionArn: 'an-arn',
      traceId: 'a-trace',
      invocationId: 'a-delivery',
    }),
    beginAnswer: (...call) => {
      asked.push(['begin', ...call])
      return {
        stream: () => ({ maxBytes: 1, write: async () => undefined }),
        deliver: (answer) => asked.push(['deliver', answer]),
        sent: () => asked.push(['sent']),
        abandon: () => asked.push(['abandon']),
      }
    },
    initError: ({ errorType }) => {
      if (errorType === 'Runtime.TooLate') throw new Error('too late')
      asked.push(['init error', errorType])
    },
  }
  const runtime = emulatedRuntime(service, (body) => asked.push(['heard', body.toString()]))
  return { runtime, asked }
}

const refused = (errorType: string): Delivered => ({
  kind: 'error',
  by: 'platform',
  errorType,
  body: Buffer.from('{"errorType":"…"}'),
  contentType: 'application/json',
})
const truncated = refused('Runtime.TruncatedResponse')
const tooLarge = refused('Function.ResponseSizeTooLarge')

test('an event has neither a trace nor the id of its delivery', async () => {
  const { runtime } = serving()

  const event = await runtime.next(AbortSignal.abort())

  expect(event).toEqual({
    requestId: 'an-id',
    body: Buffer.from('{}'),
    deadlineMs: 1,
    invokedFunctionArn: 'an-arn',
  })
})

test('no delivery is looked at, and no answer is taken as it comes', () => {
  const { runtime, asked } = serving()

  const answer = runtime.beginAnswer('an-id', 'response', 'another-delivery')

  expect(asked).toEqual([['begin', 'an-id', 'response']])
  expect(answer.stream).toBeUndefined()
})

test.each([
  { call: 'response', delivered: truncated },
  { call: 'error', delivered: tooLarge },
] as const)('a $call of $delivered.errorType is never over', ({ call, delivered }) => {
  const { runtime, asked } = serving()
  const answer = runtime.beginAnswer('an-id', call)

  expect(() => answer.deliver(delivered)).toThrow(expect.objectContaining({ code: 'ERR_HUNG_UP' }))

  expect(asked).toEqual([['begin', 'an-id', call], ['abandon']])
})

test('a response that is too large is answered as by Lambda', () => {
  const { runtime, asked } = serving()

  const answer = runtime.beginAnswer('an-id', 'response')
  answer.deliver(tooLarge)
  answer.sent()

  expect(asked.slice(1)).toEqual([['deliver', tooLarge], ['sent']])
})

test('an error that breaks off is an empty one', () => {
  const { runtime, asked } = serving()

  runtime.beginAnswer('an-id', 'error').deliver(truncated)

  expect(asked.slice(1)).toEqual([['deliver', { ...truncated, body: Buffer.alloc(0) }]])
})

test('an init error is heard of before it is taken, or not', () => {
  const { runtime, asked } = serving()
  const report = { body: Buffer.from('no disk'), contentType: 'text/plain' }

  runtime.initError({ ...report, errorType: 'Runtime.NoDisk' })
  const late = () => runtime.initError({ ...report, errorType: 'Runtime.TooLate' })

  expect(late).toThrow('too late')
  expect(asked).toEqual([
    ['heard', 'no disk'],
    ['init error', 'Runtime.NoDisk'],
    ['heard', 'no disk'],
  ])
})

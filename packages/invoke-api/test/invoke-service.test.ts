import { expect, test } from '@jest/globals'
import { ManualClock, Log, waitFor } from '@sim/core'
import { InvokeService, type AsyncInvocationEvent } from '@sim/invoke-api'
import { serve } from './serve.ts'

const event = { 'X-Amz-Invocation-Type': 'Event' }

test('a handler of this process answers', async () => {
  using service = new InvokeService({
    functions: { hello: (payload) => Buffer.concat([payload, Buffer.from('!')]) },
  })
  await using api = await serve(service)

  const response = await api.invoke('hello:live', '"a"')

  expect(await response.text()).toBe('"a"!')
  expect(response.headers.get('x-amz-executed-version')).toBe('live')
})

test('a handler that throws is a function error', async () => {
  using service = new InvokeService({
    functions: {
      hello: () => {
        throw new RangeError('too far')
      },
    },
  })
  await using api = await serve(service)

  const response = await api.invoke('hello')

  expect(response.headers.get('x-amz-function-error')).toBe('Unhandled')
  expect(await response.json()).toEqual({ errorType: 'RangeError', errorMessage: 'too far' })
})

test.each(['other', 'toString'])('%s is not there', async (name) => {
  using service = new InvokeService({
    functions: {},
    region: 'eu-west-1',
    accountId: '000000000001',
  })
  await using api = await serve(service)

  const response = await api.invoke(`${name}:3`)

  expect(await response.json()).toMatchObject({
    Message: `Function not found: arn:aws:lambda:eu-west-1:000000000001:function:${name}:3`,
  })
})

test('an event that fails is tried twice more, after one minute and after two', async () => {
  const clock = new ManualClock()
  const events = new Log<AsyncInvocationEvent>()
  let calls = 0
  using service = new InvokeService({
    functions: {
      hello: () => {
        calls += 1
        throw new Error('again')
      },
    },
    clock,
    onEvent: (each) => events.append(each),
  })
  await using api = await serve(service)
  const told = (attempt: number) =>
    waitFor(events, (each) => each?.attempt === attempt, { what: `attempt ${attempt}` })

  await api.invoke('hello', '{}', event)
  await told(1)
  clock.advance(59_999)
  expect(calls).toBe(1)
  clock.advance(1)
  await told(2)
  clock.advance(120_000)
  await told(3)

  expect(events.entries().map(({ type }) => type)).toEqual(['retrying', 'retrying', 'discarded'])
  expect(calls).toBe(3)
})

test('a service that is disposed of tries nothing again', async () => {
  const clock = new ManualClock()
  const events = new Log<AsyncInvocationEvent>()
  let calls = 0
  const service = new InvokeService({
    functions: {
      hello: () => {
        calls += 1
        throw new Error('again')
      },
    },
    clock,
    onEvent: (each) => events.append(each),
  })
  await using api = await serve(service)
  await api.invoke('hello', '{}', event)
  await waitFor(events, (each) => each?.type === 'retrying', { what: 'a retry to be planned' })

  service[Symbol.dispose]()
  clock.advance(1_000_000)

  expect(calls).toBe(1)
})

test('what fails after the service was disposed of is given up', async () => {
  const events = new Log<AsyncInvocationEvent>()
  const work = Promise.withResolvers<Buffer>()
  const service = new InvokeService({
    functions: { hello: () => work.promise },
    retryDelaysMs: [0],
    onEvent: (each) => events.append(each),
  })
  await using api = await serve(service)
  await api.invoke('hello', '{}', event)

  service[Symbol.dispose]()
  work.reject(new Error('too late'))

  const told = await waitFor(events, (each) => each !== undefined, { what: 'the end of the event' })
  expect(told).toMatchObject({ type: 'discarded', attempt: 1 })
})

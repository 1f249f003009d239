import { expect, jest, test } from '@jest/globals'
import { RunningFunction } from './running-function.ts'

jest.setTimeout(60_000)

test.each([
  ['promise', { got: { n: 1 } }],
  ['thenable', 'from a thenable'],
  ['value', { got: { n: 1 } }],
  ['falsyValue', 0],
  ['nothing', null],
  ['promiseOfNothing', null],
  ['promiseOfFunction', null],
  ['promiseThatNeverSettles', null],
  ['callback', 'called back'],
  ['callbackThatWaits', { work: 'done' }],
  ['callbackAtOnce', { work: 'pending' }],
  ['callbackTwice', 'first'],
  ['neverCallsBack', null],
  ['callbackBesidePromise', 'returned'],
  ['succeed', 'succeeded'],
  ['done', 'done'],
])('a handler of the kind %s answers %j, again and again', async (name, answer) => {
  await using fn = await RunningFunction.start(`answers.${name}`)

  const outcomes = [await fn.invoke({ n: 1 }), await fn.invoke({ n: 1 })]

  expect(outcomes).toEqual([
    expect.objectContaining({ kind: 'response', json: answer }),
    expect.objectContaining({ kind: 'response', json: answer }),
  ])
})

test('an answer is JSON, with its length', async () => {
  await using fn = await RunningFunction.start('answers.promise')

  const { call } = await fn.invoke('ä')

  expect(call.body.toString()).toBe('{"got":"ä"}')
  expect(call.headers).toMatchObject({
    'content-type': 'application/json',
    'content-length': '12',
  })
})

test('an answer of 6 MB arrives whole', async () => {
  await using fn = await RunningFunction.start('answers.large')

  const { json } = await fn.invoke({ size: 6 * 1024 * 1024 })

  expect(json).toHaveLength(6 * 1024 * 1024)
})

test('all calls go over one connection, and none leaves a trace', async () => {
  await using fn = await RunningFunction.start('answers.promise')

  for (let n = 0; n < 20; n += 1) await fn.invoke({ n })

  fn.process.kill()
  expect(await fn.exited()).toMatchObject({ stdout: '', stderr: '' })
  expect(new Set(fn.api.calls.entries().map(({ connection }) => connection))).toEqual(new Set([1]))
})

test('the number of a delivery is echoed, where there is one', async () => {
  await using fn = await RunningFunction.start('answers.promise')

  const numbered = await fn.invoke({}, { 'Lambda-Runtime-Invocation-Id': 'delivery-1' })
  const plain = await fn.invoke()

  expect(numbered.call.headers['lambda-runtime-invocation-id']).toBe('delivery-1')
  expect(plain.call.headers).not.toHaveProperty('lambda-runtime-invocation-id')
})

test.each([400, 403, 413, 500])('a refusal with %d does not end the runtime', async (status) => {
  await using fn = await RunningFunction.start('answers.promise')

  fn.api.postStatus = status
  await fn.invoke()
  fn.api.postStatus = 202
  const { kind } = await fn.invoke()

  expect(kind).toBe('response')
})

test.each([
  [{ status: 403, headers: {}, body: 'no more' }, /status 403: no more/],
  [{ status: 500, headers: { 'Lambda-Runtime-Aws-Request-Id': '1' }, body: '{}' }, /status 500/],
  [{ status: 200, headers: {}, body: '{}' }, /wanted an invocation, got status 200/],
])('a poll that brings %j instead of an invocation ends it with 1', async (answer, message) => {
  await using fn = await RunningFunction.start('answers.promise')

  fn.api.deliver(answer)
  const { status, stderr } = await fn.exited()

  expect(status).toBe(1)
  expect(stderr).toMatch(message)
})

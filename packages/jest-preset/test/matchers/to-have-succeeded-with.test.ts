import { expect, test } from '@jest/globals'
import { Simulator } from '@sim/simulator'
import { matchers } from '../../src/matchers/matchers.ts'
import type {} from '../../src/types/jest-globals.ts'
import { failureOf } from './failure.ts'
import { failure, success } from './outcomes.ts'
import { functionDirectory } from './programs.ts'

expect.extend(matchers)

const boom = failure({ errorType: 'TypeError', errorMessage: 'boom' }, 'TypeError')

test('an answer is compared as JSON, and all of it', () => {
  const answer = success('{"n":1,"list":[1,2]}')

  expect(answer).toHaveSucceededWith()
  expect(answer).toHaveSucceededWith({ n: 1, list: [1, 2] })
  expect(answer).toHaveSucceededWith({ n: expect.any(Number), list: [1, 2] })
  expect(answer).toHaveSucceededWith(expect.objectContaining({ n: 1 }))
  expect(answer).not.toHaveSucceededWith({ n: 1 })
  expect(answer).not.toHaveSucceededWith({ n: 1, list: [1, 2], more: 1 })
  expect(success('null')).toHaveSucceededWith(null)
})

test('text is compared with the text, and with the text in the JSON', () => {
  expect(success('"hello"')).toHaveSucceededWith('hello')
  expect(success('"hello"')).toHaveSucceededWith('"hello"')
  expect(success('hello')).toHaveSucceededWith('hello')
  expect(success('hello')).toHaveSucceededWith(/^h.*o$/)
  expect(success('hello')).not.toHaveSucceededWith('hell')
  expect(success('hello')).not.toHaveSucceededWith(/^ello/)
  expect(success('5')).not.toHaveSucceededWith(6)
})

test('bytes are compared with the bytes', () => {
  expect(success(Buffer.from([0xff, 0]))).toHaveSucceededWith(new Uint8Array([0xff, 0]))
  expect(success(Buffer.from([0xff, 0]))).toHaveSucceededWith(Buffer.from([0xff, 0]))
  expect(success(Buffer.from([0xff, 0]))).not.toHaveSucceededWith(Buffer.from([0xff]))
})

test('a value that is undefined is a value all the same', () => {
  expect(success('{}')).not.toHaveSucceededWith(undefined)
})

test('an error is no success, whatever it says', () => {
  expect(boom).not.toHaveSucceededWith()
  expect(boom).not.toHaveSucceededWith({ errorType: 'TypeError', errorMessage: 'boom' })
})

test('an invocation is judged by its answer, also behind .resolves', async () => {
  await using simulator = await Simulator.start({ functionDirectory })

  const invocation = await simulator.invoke({ n: 1 })

  expect(invocation).toHaveSucceededWith({ n: 1 })
  expect(invocation).not.toHaveSucceededWith({ n: 2 })
  await expect(simulator.invoke('"text"')).resolves.toHaveSucceededWith('text')
  await expect(invocation.completed()).resolves.toHaveSucceededWith({ n: 1 })
})

test('without an answer neither it nor .not holds', async () => {
  await using simulator = await Simulator.start()
  const requestId = '8476a536-e9f4-11e8-9739-2dfe598c3fcd'
  const invocation = simulator.enqueue({}, { requestId })

  const failures = [
    await failureOf(() => expect(invocation).toHaveSucceededWith()),
    await failureOf(() => expect(invocation).not.toHaveSucceededWith()),
  ]

  const line = `Invocation ${requestId} has no answer yet, it is queued: await invocation.completed() first`
  expect(failures).toEqual([
    ['expect(invocation).toHaveSucceededWith()', '', line],
    ['expect(invocation).not.toHaveSucceededWith()', '', line],
  ])
})

test('the failure shows both answers, and where they differ', async () => {
  const failing = await failureOf(() =>
    expect(success('{"n":1,"at":5,"more":true}')).toHaveSucceededWith({
      n: 2,
      at: expect.any(Number),
    }),
  )

  expect(failing).toEqual([
    'expect(invocation).toHaveSucceededWith(value)',
    '',
    'Expected a success: {"at": Any<Number>, "n": 2}',
    'Received a success: {"at": 5, "more": true, "n": 1}',
    '',
    '- Expected',
    '+ Received',
    '',
    '  Object {',
    '    "at": Any<Number>,',
    '-   "n": 2,',
    '+   "more": true,',
    '+   "n": 1,',
    '  }',
  ])
})

test('the failure shows the error that came instead', async () => {
  const thrown = {
    errorType: 'TypeError',
    errorMessage: 'boom',
    trace: ['TypeError: boom', '    at handler (index.mjs:5:39)'],
  }

  const failing = await failureOf(() =>
    expect(failure(thrown, 'TypeError')).toHaveSucceededWith({ n: 1 }),
  )

  expect(failing).toEqual([
    'expect(invocation).toHaveSucceededWith(value)',
    '',
    'Expected a success: {"n": 1}',
    'Received an error: {"errorMessage": "boom", "errorType": "TypeError"}',
    '  | TypeError: boom',
    '  | at handler (index.mjs:5:39)',
  ])
})

test('the failure of .not shows the answer', async () => {
  expect(await failureOf(() => expect(success('1')).not.toHaveSucceededWith(1))).toEqual([
    'expect(invocation).not.toHaveSucceededWith(value)',
    '',
    'Expected no success: 1',
    'Received a success: 1',
  ])
  expect(await failureOf(() => expect(success('1')).not.toHaveSucceededWith())).toEqual([
    'expect(invocation).not.toHaveSucceededWith()',
    '',
    'Expected no success',
    'Received a success: 1',
  ])
})

test('the failure for bytes says where they differ', async () => {
  const failing = await failureOf(() =>
    expect(success('abcd')).toHaveSucceededWith(Buffer.from('abxd')),
  )

  expect(failing.slice(2)).toEqual([
    'Expected a success: <Buffer 61 62 78 64>',
    'Received a success: "abcd"',
    'It has 4 bytes, and differs first at byte 2',
  ])
})

test('a long text is cut', async () => {
  const [, , , received] = await failureOf(() =>
    expect(success('x'.repeat(5_000))).toHaveSucceededWith('y'),
  )

  expect(received).toHaveLength('Received a success: ""… and 3000 more characters'.length + 2_000)
})

test.each([5, {}, null, [], 'text'])('%j is no invocation', async (received) => {
  const failing = () => expect(received).toHaveSucceededWith()

  expect(failing).toThrow(TypeError)
  expect(await failureOf(failing)).toContain(
    'received value must be an invocation, or the result of one',
  )
})

test('an invocation that was not awaited is answered with a word on await', async () => {
  expect(await failureOf(() => expect(Promise.resolve(boom)).not.toHaveSucceededWith())).toContain(
    'It is a promise: await it first, or put .resolves before the matcher',
  )
})

test('it stands for a value', () => {
  expect([success('1'), boom, 5]).toEqual([
    expect.toHaveSucceededWith(1),
    expect.not.toHaveSucceededWith(),
    expect.not.toHaveSucceededWith(),
  ])
  expect([boom]).not.toEqual([expect.toHaveSucceededWith()])
})

import { expect, test } from '@jest/globals'
import { Simulator } from '@sim/simulator'
import { matchers } from '../../src/matchers/matchers.ts'
import type {} from '../../src/types/jest-globals.ts'
import { failureOf } from './failure.ts'
import { failure, success } from './outcomes.ts'
import { functionDirectory } from './programs.ts'

expect.extend(matchers)

const boom = failure({ errorType: 'TypeError', errorMessage: 'boom' }, 'Runtime.Unknown')

test('an error is described by any part of its object', () => {
  expect(boom).toHaveFailedWith()
  expect(boom).toHaveFailedWith({ errorMessage: 'boom' })
  expect(boom).toHaveFailedWith({ errorType: 'TypeError', errorMessage: /^bo/, status: 'error' })
  expect(boom).toHaveFailedWith({ errorMessage: expect.stringContaining('oo'), cause: undefined })
  expect(boom).toHaveFailedWith(expect.objectContaining({ errorMessage: 'boom' }))
  expect(boom).not.toHaveFailedWith({ errorMessage: 'bo' })
  expect(boom).not.toHaveFailedWith({ status: 'timeout' })
  expect(boom).not.toHaveFailedWith({ errorMessage: 'boom', cause: 'x' })
})

test("its type is the object's, or the platform's word for it", () => {
  expect(boom).toHaveFailedWith({ errorType: 'Runtime.Unknown', errorMessage: 'boom' })
  expect(boom).toHaveFailedWith('Runtime.Unknown')
  expect(boom).toHaveFailedWith('TypeError')
  expect(boom).not.toHaveFailedWith({ errorType: 'RangeError' })
})

test('a text is the type, or stands in the message', () => {
  expect(boom).toHaveFailedWith('oo')
  expect(boom).not.toHaveFailedWith('Type')
  expect(boom).not.toHaveFailedWith('bang')
})

test('a regular expression fits the type or the message', () => {
  expect(boom).toHaveFailedWith(/^Type/)
  expect(boom).toHaveFailedWith(/^boom$/)
  expect(boom).not.toHaveFailedWith(/^Error/)
})

test('an error that is no object has a message all the same', () => {
  expect(failure('it broke', 'Unhandled')).toHaveFailedWith({
    errorType: 'Unhandled',
    errorMessage: 'it broke',
  })
  expect(failure('', undefined)).toHaveFailedWith({ errorMessage: '', errorType: undefined })
})

test('a success is no failure, whatever it says', () => {
  const answer = success('{"errorType":"TypeError","errorMessage":"boom"}')

  expect(answer).not.toHaveFailedWith()
  expect(answer).not.toHaveFailedWith('boom')
  expect(answer).not.toHaveFailedWith({ errorMessage: 'boom' })
})

test('an invocation is judged by the error that its caller got', async () => {
  await using simulator = await Simulator.start({ functionDirectory, timeoutMs: 20_000 })

  const thrown = await simulator.invoke({ fail: 'boom' })
  const crashed = await simulator.invoke({ exit: 3 })

  expect(thrown).toHaveFailedWith({ errorType: 'TypeError', errorMessage: 'boom' })
  expect(crashed).toHaveFailedWith({
    errorType: 'Runtime.ExitError',
    errorMessage: /exit status 3/,
  })
  await expect(simulator.invoke({})).resolves.not.toHaveFailedWith()
})

test('a time-out is a failure', async () => {
  await using simulator = await Simulator.start({ functionDirectory, timeoutMs: 100 })

  const invocation = await simulator.invoke({ hang: true })

  expect(invocation).toHaveFailedWith({ status: 'timeout', errorMessage: /timed out/ })
})

test('the failure shows what the caller got, and where it differs', async () => {
  const failing = await failureOf(() =>
    expect(boom).toHaveFailedWith({ errorType: 'TypeError', errorMessage: /bang/ }),
  )

  expect(failing).toEqual([
    'expect(invocation).toHaveFailedWith(failure)',
    '',
    'Expected a failure with: {"errorMessage": /bang/, "errorType": "TypeError"}',
    'Received an error: {"errorMessage": "boom", "errorType": "TypeError"}',
    'The platform calls it: Runtime.Unknown',
    '',
    '- Expected',
    '+ Received',
    '',
    '  Object {',
    '-   "errorMessage": /bang/,',
    '+   "errorMessage": "boom",',
    '    "errorType": "TypeError",',
    '  }',
  ])
})

test('of the two words for an error the one that fits better is compared', async () => {
  const failing = await failureOf(() =>
    expect(boom).toHaveFailedWith({ errorType: 'Runtime.Unknown', errorMessage: 'bang' }),
  )

  expect(failing).toContain('    "errorType": "Runtime.Unknown",')
})

test('the failure shows the answer that came instead', async () => {
  expect(await failureOf(() => expect(success('{"n":1}')).toHaveFailedWith(/boom/))).toEqual([
    'expect(invocation).toHaveFailedWith(failure)',
    '',
    'Expected a failure with: /boom/',
    'Received a success: {"n": 1}',
  ])
})

test('the failure of .not shows the error', async () => {
  expect(await failureOf(() => expect(boom).not.toHaveFailedWith())).toEqual([
    'expect(invocation).not.toHaveFailedWith()',
    '',
    'Expected no failure',
    'Received an error: {"errorMessage": "boom", "errorType": "TypeError"}',
    'The platform calls it: Runtime.Unknown',
  ])
})

test('without an answer neither it nor .not holds', async () => {
  await using simulator = await Simulator.start()
  const invocation = simulator.enqueue({})

  expect(() => expect(invocation).toHaveFailedWith()).toThrow('no answer yet')
  expect(() => expect(invocation).not.toHaveFailedWith()).toThrow('no answer yet')
})

test.each([5, {}, null])('%j is no invocation', (received) => {
  expect(() => expect(received).not.toHaveFailedWith()).toThrow(TypeError)
})

test('it stands for a value', () => {
  expect([boom, success('1')]).toEqual([
    expect.toHaveFailedWith('boom'),
    expect.not.toHaveFailedWith(),
  ])
})

import { expect, test } from '@jest/globals'
import { emulatedAnswer, type InvocationEnd } from '../../src/rie/emulated-answer.ts'

const end: InvocationEnd = {
  status: 'success',
  payload: Buffer.from('payload'),
  initialised: true,
  initErrorReported: false,
}

test.each([
  { change: {}, status: 200, text: 'payload' },
  { change: { status: 'timeout' }, status: 200, text: 'Task timed out after 7.00 seconds' },
  {
    change: { status: 'timeout', initialised: false, initErrorReported: true },
    status: 200,
    text: 'Task timed out after 7.00 seconds',
  },
  { change: { status: 'error' }, status: 502, text: 'payload' },
  { change: { status: 'error', initialised: false }, status: 502, text: '' },
  {
    change: { status: 'error', initialised: false, initErrorReported: true },
    status: 502,
    text: 'payload',
  },
  { change: { status: 'failure' }, status: 504, text: '' },
] as const)('$change is answered with $status $text', ({ change, status, text }) => {
  const answer = emulatedAnswer({ ...end, ...change }, 7)

  expect({ status: answer.status, text: answer.body.toString() }).toEqual({ status, text })
})

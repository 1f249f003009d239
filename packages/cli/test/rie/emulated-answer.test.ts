import { expect, test } from '@jest/globals'
import { emulatedAnswer, type InvocationEnd } from '../../src/rie/emulated-answer.ts'

const end: InvocationEnd = {
  status: 'success',
  payload: Buffer.from('payload'),
  replied: true,
  firstInitError: undefined,
}
const first = Buffer.from('of the first init')
const nothing = Buffer.alloc(0)

test.each([
  { change: {}, status: 200, text: 'payload' },
  { change: { status: 'timeout' }, status: 200, text: 'Task timed out after 7.00 seconds' },
  {
    change: { status: 'timeout', firstInitError: first },
    status: 200,
    text: 'Task timed out after 7.00 seconds',
  },
  { change: { status: 'error', firstInitError: first }, status: 502, text: 'payload' },
  { change: { status: 'error', replied: false }, status: 502, text: 'payload' },
  {
    change: { status: 'error', replied: false, firstInitError: first },
    status: 502,
    text: 'of the first init',
  },
  { change: { status: 'error', replied: false, firstInitError: nothing }, status: 502, text: '' },
  { change: { status: 'failure', replied: false }, status: 504, text: '' },
  { change: { status: 'failure' }, status: 200, text: 'payload' },
] as const)('$change is answered with $status $text', ({ change, status, text }) => {
  const answer = emulatedAnswer({ ...end, ...change }, 7)

  expect({ status: answer.status, text: answer.body.toString() }).toEqual({ status, text })
})

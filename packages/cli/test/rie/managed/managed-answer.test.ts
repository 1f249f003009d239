import { expect, test } from '@jest/globals'
import type { InvocationResult } from '@sim/simulator'
import { clientError, managedAnswer } from '../../../src/rie/managed/managed-answer.ts'

const result: InvocationResult = {
  requestId: 'a',
  status: 'success',
  payload: Buffer.from('x'),
  contentType: 'text/x',
  responseMode: 'streaming',
  functionError: undefined,
  errorType: undefined,
}
const failed = (errorType: string): InvocationResult => ({
  ...result,
  status: 'error',
  functionError: 'Unhandled',
  responseMode: undefined,
  errorType,
})

test('a response comes with its content type and its mode', () => {
  expect(managedAnswer(result)).toEqual({
    status: 200,
    headers: { 'Content-Type': 'text/x', 'Lambda-Runtime-Function-Response-Mode': 'streaming' },
    body: Buffer.from('x'),
  })
})

test.each([
  ['Function.Foo', 200],
  ['Runtime.ExitError', 200],
  ['Sandbox.Timedout', 200],
  ['Runtime.Unavailable', 400],
  ['Client.ExecutionEnvironmentUnhealthy', 400],
])('%s is %d', (errorType, status) => {
  const answer = managedAnswer(failed(errorType))

  expect(answer.status).toBe(status)
  expect(answer.headers).toMatchObject({
    'Error-Type': errorType,
    'Lambda-Runtime-Function-Response-Mode': 'buffered',
  })
})

test('a call that is not taken is told nothing but the type', () => {
  expect(clientError('Client.DuplicatedInvokeId')).toEqual({
    status: 400,
    headers: { 'Content-Type': 'application/json', 'Error-Type': 'Client.DuplicatedInvokeId' },
    body: Buffer.from('{"errorType":"Client.DuplicatedInvokeId"}'),
  })
})

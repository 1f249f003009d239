import { expect, test } from '@jest/globals'
import { Invocation } from '../src/invocation/invocation.ts'
import type { InvocationResult } from '../src/invocation/invocation-result.ts'

const result = (text: string): InvocationResult => ({
  requestId: 'one',
  status: 'success',
  payload: Buffer.from(text),
  contentType: undefined,
  functionError: undefined,
  errorType: undefined,
})

test('an invocation has one answer, the first', async () => {
  const invocation = new Invocation('one', Buffer.alloc(0), {})

  invocation.answer(result('first'))
  invocation.answer(result('second'))
  invocation.end()
  invocation.answer(result('third'))

  expect(invocation.text).toBe('first')
  expect(invocation.progress).toBe('ended')
  expect(await invocation.completed()).toMatchObject({ payload: Buffer.from('first') })
})

test('an invocation that has an answer begins no stream', () => {
  const invocation = new Invocation('one', Buffer.alloc(0), {})
  invocation.answer(result('first'))

  invocation.begin({} as never)

  expect([invocation.progress, invocation.stream]).toEqual(['answered', undefined])
})

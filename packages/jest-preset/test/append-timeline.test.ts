import { expect, test } from '@jest/globals'
import { appendToFailures } from '../src/append-timeline.ts'

const text = 'Timeline:\n  +0.001 s  it began'

test('the text goes behind the message, and before the frames of the stack', () => {
  const error = new Error('no')

  appendToFailures([error], text, new WeakSet())

  expect(error.message).toBe(`no\n\n${text}\n`)
  expect(error.stack).toMatch(/^Error: no\n\nTimeline:\n {2}\+0.001 s {2}it began\n\n +at /)
})

test('of a pair, as Jest keeps them, the thrown error gets it', () => {
  const error = new Error('no')

  appendToFailures([[error, new Error('where')]], text, new WeakSet())

  expect(error.message).toContain(text)
})

test('a time-out, which is text, becomes an error with the frames of the one beside it', () => {
  const beside = new Error('unused')
  const errors: unknown[] = [['Exceeded timeout', beside]]

  appendToFailures(errors, text, new WeakSet())

  const [error] = errors as [Error]
  expect(error.message).toBe(`thrown: "Exceeded timeout"\n\n${text}\n`)
  expect(error.stack?.split('\n    at ').slice(1)).toEqual(
    beside.stack?.split('\n    at ').slice(1),
  )
})

test('an error that several tests share gets it once', () => {
  const error = new Error('no')
  const done = new WeakSet()

  appendToFailures([error], text, done)
  appendToFailures([error], 'Timeline:\n  another', done)

  expect(error.message).toBe(`no\n\n${text}\n`)
})

test('an error that tells the timeline already stays as it is', () => {
  const error = new Error('waited; last saw this:\n  +0.001 s  it began\n  +0.002 s  and ended')

  appendToFailures([error], text, new WeakSet())

  expect(error.message).not.toContain('Timeline')
})

test('nothing is added when there is nothing to tell', () => {
  const errors: unknown[] = [['Exceeded timeout', new Error('where')]]

  appendToFailures(errors, '', new WeakSet())

  expect(errors).toEqual([['Exceeded timeout', expect.any(Error)]])
})

test('a frozen error, and what is no error, stay as they are', () => {
  const errors: unknown[] = [Object.freeze(new Error('no')), undefined, 5]

  appendToFailures(errors, text, new WeakSet())

  expect(errors).toEqual([new Error('no'), undefined, 5])
})

import { setTimeout as pause } from 'node:timers/promises'
import { setTimeout } from 'node:timers'

export const promise = async (event) => {
  await pause(1)
  return { got: event }
}

// oxlint-disable-next-line unicorn/no-thenable -- the case that is tested
export const thenable = () => ({ then: (resolve) => resolve('from a thenable') })

export const value = (event) => ({ got: event })

export const falsyValue = () => 0

export const nothing = () => {}

export const promiseOfNothing = async () => {}

export const promiseOfFunction = async () => () => 1

export const promiseThatNeverSettles = () => new Promise(() => {})

export const callback = (_event, _context, callback) => {
  setTimeout(() => callback(null, 'called back'), 1)
}

export const callbackThatWaits = (_event, _context, callback) => {
  const result = { work: 'pending' }
  setTimeout(() => (result.work = 'done'), 20)
  callback(null, result)
}

export const callbackAtOnce = (_event, context, callback) => {
  context.callbackWaitsForEmptyEventLoop = false
  const result = { work: 'pending' }
  setTimeout(() => (result.work = 'done'), 20)
  callback(null, result)
}

export const callbackTwice = (_event, _context, callback) => {
  callback(null, 'first')
  callback(null, 'second')
}

export const neverCallsBack = (_event, _context, _callback) => 'ignored'

export const callbackBesidePromise = async (_event, _context, callback) => {
  callback(null, 'called back, when the event loop is empty')
  return 'returned'
}

export const succeed = (_event, context) => {
  setTimeout(context.succeed, 1, 'succeeded')
}

export const done = (_event, context) => {
  setTimeout(context.done, 1, null, 'done')
}

export const large = async ({ size }) => 'x'.repeat(size)

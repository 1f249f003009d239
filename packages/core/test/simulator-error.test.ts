import { expect, jest, test } from '@jest/globals'
import { SimulatorError } from '@sim/core'

class LostError extends SimulatorError<'ERR_LOST'> {}

/** This package once more, as a second version or the other module format would bring it along. */
const otherCopy = (): typeof import('@sim/core') => {
  let copy: typeof import('@sim/core') | undefined
  jest.isolateModules(() => {
    copy = jest.requireActual('@sim/core')
  })
  return copy as typeof import('@sim/core')
}

test('an error carries its code, its message, its cause and the name of its class', () => {
  const cause = new Error('why')

  const error = new LostError('ERR_LOST', 'the process is lost', { cause })

  expect(error).toMatchObject({ code: 'ERR_LOST', message: 'the process is lost', cause })
  expect(String(error)).toBe('LostError: the process is lost')
})

test('an error of another copy of this package is one of ours, though no instance', () => {
  const other = otherCopy()

  const error = new other.SimulatorError('ERR_OTHER', 'from the other copy')

  expect(SimulatorError.is(error)).toBe(true)
  expect(other.SimulatorError.is(new LostError('ERR_LOST', 'from this copy'))).toBe(true)
  expect(error instanceof SimulatorError).toBe(false)
})

test.each([
  ['a plain error', new Error('no')],
  ['an object with a code', { code: 'ERR_LOST' }],
  ['null', null],
  ['undefined', undefined],
  ['a string', 'ERR_LOST'],
])('%s is none of ours', (_, value) => {
  expect(SimulatorError.is(value)).toBe(false)
})

test('the brand does not show', () => {
  const error = new SimulatorError('ERR_LOST', 'lost')

  expect(Object.entries(error)).toEqual(
    expect.arrayContaining([
      ['name', 'SimulatorError'],
      ['code', 'ERR_LOST'],
    ]),
  )
  expect(Object.getOwnPropertySymbols(Object.assign({}, error))).toEqual([])
})

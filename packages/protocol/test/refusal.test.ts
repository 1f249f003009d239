import { expect, jest, test } from '@jest/globals'
import { SimulatorError } from '@sim/core'
import { HangUpError, RefusalError } from '@sim/protocol'

const row = { status: 403, errorType: 'InvalidStateTransition', errorMessage: 'not now' }

test('a refusal carries its row', () => {
  const error = new RefusalError(row)

  expect(error).toMatchObject({
    code: 'ERR_REFUSED',
    message: 'InvalidStateTransition: not now',
    refusal: row,
  })
  expect(RefusalError.is(error)).toBe(true)
})

test('a refusal of another copy of this package is one too', () => {
  let copy: typeof import('@sim/protocol') | undefined
  jest.isolateModules(() => {
    copy = jest.requireActual('@sim/protocol')
  })

  const error = new (copy as typeof import('@sim/protocol')).RefusalError(row)

  expect(error instanceof RefusalError).toBe(false)
  expect(RefusalError.is(error)).toBe(true)
})

test.each([
  ['another error of ours', new SimulatorError('ERR_OTHER', 'other')],
  ['a hang-up', new HangUpError('too late')],
  ['an object with its code', { code: 'ERR_REFUSED', refusal: row }],
  ['nothing', undefined],
])('%s is no refusal', (_, value) => {
  expect(RefusalError.is(value)).toBe(false)
})

import { expect, test } from '@jest/globals'
import { trailingError } from '../src/response-trailers.ts'

const typed = (type: string, body?: string) => ({
  'lambda-runtime-function-error-type': type,
  ...(body === undefined ? {} : { 'lambda-runtime-function-error-body': body }),
})

test.each([
  ['none', {}, undefined],
  ['empty ones', typed('', ''), undefined],
  ['others', { digest: 'x' }, undefined],
  ['a type', typed('Function.Oops'), { errorType: 'Function.Oops', body: '' }],
  ['a type of its own', typed('MyError'), { errorType: 'Runtime.Unknown', body: '' }],
  ['both', typed('Runtime.Oops', 'eyJhIjoxfQ=='), { errorType: 'Runtime.Oops', body: '{"a":1}' }],
  [
    'a body only',
    { 'lambda-runtime-function-error-body': 'eyJhIjoxfQ==' },
    { errorType: 'Runtime.Unknown', body: '{"a":1}' },
  ],
  ['what is no base64', typed('Function.Oops', '%%%'), { errorType: 'Function.Oops', body: '' }],
  ['base64 that is cut', typed('Function.Oops', 'eyJhI'), { errorType: 'Function.Oops', body: '' }],
])('trailers with %s', (_, trailers, expected) => {
  const error = trailingError(trailers)

  expect(error && { ...error, body: error.body.toString() }).toEqual(expected)
})

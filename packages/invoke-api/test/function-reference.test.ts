import { expect, test } from '@jest/globals'
import { parseFunctionReference } from '@sim/invoke-api'

const arn = 'arn:aws:lambda:eu-central-1:123456789012:function:hello'

test.each([
  ['hello', { name: 'hello' }],
  ['hello:live', { name: 'hello', qualifier: 'live' }],
  ['hello:$LATEST', { name: 'hello', qualifier: '$LATEST' }],
  ['function:hello', { name: 'hello' }],
  ['123456789012:function:hello', { name: 'hello', accountId: '123456789012' }],
  [arn, { name: 'hello', region: 'eu-central-1', accountId: '123456789012' }],
  [
    `${arn}:3`,
    { name: 'hello', qualifier: '3', region: 'eu-central-1', accountId: '123456789012' },
  ],
  ['arn:aws-us-gov:lambda:us-gov-west-1:123456789012:function:x', { region: 'us-gov-west-1' }],
])('%s names a function', (text, expected) => {
  expect(parseFunctionReference(text)).toMatchObject(expected)
})

test.each(['', 'he llo', 'hello:', 'hello:a:b', `${'x'.repeat(65)}`, 'arn:aws:s3:::bucket', 'a/b'])(
  '%j names none',
  (text) => {
    expect(parseFunctionReference(text)).toBeUndefined()
  },
)

import { expect, test } from '@jest/globals'
import { clientContext } from '../../src/rie/client-context.ts'

test.each([
  ['', ''],
  ['eyJhIjoxfQ==', '{"a":1}'],
  ['w7w=', 'ü'],
])('%j is %j', (header, text) => {
  expect(clientContext(header)).toBe(text)
})

test.each(['eyJhIjoxfQ', 'eyJh_joxfQ==', '{"a":1}', 'a', '===='])('%j is no base64', (header) => {
  expect(clientContext(header)).toBeUndefined()
})

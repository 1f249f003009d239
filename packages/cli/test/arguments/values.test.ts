import { expect, test } from '@jest/globals'
import { oneOf, positiveNumber, time, wholeNumber } from '../../src/arguments/values.ts'

test.each([
  ['3', 3_000],
  ['3s', 3_000],
  ['0.5', 500],
  ['1.1', 1_100],
  ['500ms', 500],
  ['1ms', 1],
  ['1.5m', 90_000],
  ['900', 900_000],
])('%s is %i ms', (text, ms) => {
  expect(time(1, 900_000).parse(text)).toBe(ms)
})

test.each(['', '0', '0ms', '900001ms', '-3', '3 s', '1h', '1e3', '.5', 'NaN', '3,5', '0x10'])(
  '%j is no time from 1 ms to 900 s',
  (text) => {
    expect(time(1, 900_000).safeParse(text).success).toBe(false)
  },
)

test.each([
  ['0', 0],
  ['65535', 65_535],
  ['007', 7],
])('%s is the whole number %i', (text, value) => {
  expect(wholeNumber(0, 65_535).parse(text)).toBe(value)
})

test.each(['', '65536', '-1', '1.0', '1e3', ' 1', '0x10'])(
  '%j is no whole number from 0 to 65535',
  (text) => {
    expect(wholeNumber(0, 65_535).safeParse(text).success).toBe(false)
  },
)

test.each([
  ['0.001', 0.001],
  ['1', 1],
  ['1000', 1_000],
])('%s is the positive number %d', (text, value) => {
  expect(positiveNumber(1_000).parse(text)).toBe(value)
})

test.each(['', '0', '0.0', '-1', '1000.1', '.5', '1e-3', '1.', 'NaN'])(
  '%j is no number above 0, at most 1000',
  (text) => {
    expect(positiveNumber(1_000).safeParse(text).success).toBe(false)
  },
)

test.each(['Text', 'text', 'TEXT'])('%s is the word Text', (text) => {
  expect(oneOf(['Text', 'JSON']).parse(text)).toBe('Text')
})

test.each(['', 'tex', 'Texts'])('%j is no word of Text and JSON', (text) => {
  expect(oneOf(['Text', 'JSON']).safeParse(text).success).toBe(false)
})

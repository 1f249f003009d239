import { expect, test } from '@jest/globals'
import { printedLine } from '../../src/events/printed-line.ts'

test('with the text format everything is text', () => {
  expect(printedLine('{"level":"INFO"}\n', 'Text')).toEqual({
    text: '{"level":"INFO"}\n',
    record: '{"level":"INFO"}\n',
  })
})

test('with the JSON format an object is one, and its text is kept', () => {
  const text = '{"level":"INFO","message":"m"}\n'

  expect(printedLine(text, 'JSON')).toEqual({
    text,
    record: { level: 'INFO', message: 'm' },
    json: '{"level":"INFO","message":"m"}',
  })
})

test.each([
  ['numbers that are too large', '{"n":1e400}'],
  ['numbers that are too long', '{"n":12345678901234567890.10}'],
  ['names that come twice', '{"a":1,"a":2}'],
  ['names that are numbers', '{"b":1,"10":2,"9":3}'],
  ['a name that is special', '{"__proto__":{"polluted":true}}'],
  ['escapes', '{"text":"\\u00fc\\/"}'],
  ['spaces', '{ "a" :\t1 }'],
])('%s stay as they were printed', (_what, json) => {
  expect(printedLine(` \t${json} \r\n`, 'JSON').json).toBe(json)
})

test('an object that was laid out over several lines goes on one', () => {
  const text = '{\r\n  "a": [\n    1\n  ],\n  "b": "c\\n"\n}\n'

  const { record, json } = printedLine(text, 'JSON')

  expect(record).toEqual({ a: [1], b: 'c\n' })
  expect(json).not.toMatch(/[\r\n]/)
  expect(JSON.parse(json as string)).toEqual(record)
})

test.each([
  'plain text\n',
  '',
  '\n',
  '[{"a":1}]\n',
  '"{}"\n',
  'null\n',
  '12\n',
  '{"a":1} and more\n',
  '{"a":1}{"b":2}\n',
  '{"a":1\n',
  "{'a':1}\n",
  '{broken}\n',
  '\u00a0{"a":1}\n',
  '\ufeff{"a":1}\n',
])('%j stays text with the JSON format, too', (text) => {
  expect(printedLine(text, 'JSON')).toEqual({ text, record: text })
})

test('an object may be as deep as it likes', () => {
  const json = `${'{"a":'.repeat(100_000)}1${'}'.repeat(100_000)}`

  expect(printedLine(json, 'JSON').json).toBe(json)
})

import { expect, test } from '@jest/globals'
import type { OutputLine } from '@sim/process'
import { OutputLines } from '../../src/os/output-lines.ts'

const limit = 1_048_576

function cut(...chunks: (Buffer | string)[]): [text: string, terminated: boolean][] {
  const delivered: OutputLine[] = []
  const lines = new OutputLines('stdout', (line) => delivered.push(line))
  for (const chunk of chunks) lines.push(Buffer.from(chunk))
  lines.end()
  return delivered.map(({ text, terminated }) => [text, terminated])
}

test('a line ends at its line feed, wherever the chunks end', () => {
  expect(cut('on', 'e\ntw', 'o', '\n', 'three\nfour\n')).toEqual([
    ['one', true],
    ['two', true],
    ['three', true],
    ['four', true],
  ])
})

test('empty lines and carriage returns are kept', () => {
  expect(cut('\n\r\n\n')).toEqual([
    ['', true],
    ['\r', true],
    ['', true],
  ])
})

test('what stands last without a line feed is delivered at the end, once', () => {
  expect(cut('one\nlast', ' words')).toEqual([
    ['one', true],
    ['last words', false],
  ])
  expect(cut('one\n')).toEqual([['one', true]])
  expect(cut()).toEqual([])
})

test('characters survive any cut between chunks, a byte order mark too', () => {
  const bytes = Buffer.from('\u{feff}é€😀\n')

  expect(cut(...[...bytes].map((byte) => Buffer.from([byte])))).toEqual([['\u{feff}é€😀', true]])
})

test('bytes that are no UTF-8 become replacement characters', () => {
  expect(cut(Buffer.from([0x61, 0xff, 0x0a]))).toEqual([['a\u{fffd}', true]])
})

test('bytes of zero are kept', () => {
  expect(cut('a\0b\n')).toEqual([['a\0b', true]])
})

test('a line that comes in many small chunks is one line', () => {
  const chunks = Array.from({ length: 400_000 / 50 }, () => 'x'.repeat(50))

  expect(cut(...chunks, '\n')).toEqual([['x'.repeat(400_000), true]])
})

test('a line of exactly the limit stays whole', () => {
  expect(cut('x'.repeat(limit), '\n').map(([text, end]) => [text.length, end])).toEqual([
    [limit, true],
  ])
})

test('a longer line comes in pieces that lose nothing', () => {
  const pieces = cut('x'.repeat(2 * limit + 5), 'y\n', 'next\n')

  expect(pieces.map(([text, terminated]) => [text.length, terminated])).toEqual([
    [limit, false],
    [limit, false],
    [6, true],
    [4, true],
  ])
})

test.each([0, 1, 2, 3])('no piece splits a character, %i bytes off', (offset) => {
  const line = 'x'.repeat(offset) + '😀'.repeat(limit / 4 + 10)

  const pieces = cut(Buffer.from(`${line}\n`))

  expect(pieces).toHaveLength(2)
  expect(pieces.map(([text]) => text).join('')).toBe(line)
  expect(Buffer.byteLength((pieces[0] as [string, boolean])[0])).toBeLessThanOrEqual(limit)
})

test('bytes that never start a character are cut at the limit', () => {
  const pieces = cut(Buffer.alloc(limit + 10, 0x80))

  expect(pieces.map(([text]) => text.length)).toEqual([limit, 10])
})

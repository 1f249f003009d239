import { expect, test } from '@jest/globals'
import type { Options } from '../../src/arguments/option.ts'
import { parseArguments } from '../../src/arguments/parse-arguments.ts'
import { text, wholeNumber } from '../../src/arguments/values.ts'

const options = {
  size: {
    kind: 'value',
    placeholder: 'N',
    summary: '',
    schema: wholeNumber(1, 9),
    allowed: 'a whole number from 1 to 9',
  },
  event: { kind: 'list', placeholder: 'JSON', summary: '', schema: text, allowed: 'JSON' },
  quiet: { kind: 'switch', summary: '' },
  colour: { kind: 'switch', summary: '', on: true },
} as const satisfies Options

const parse = (line: string) => parseArguments(line === '' ? [] : line.split(' '), options)

test('what was not given has its default', () => {
  expect(parse('')).toEqual({
    help: false,
    operands: [],
    values: { size: undefined, event: [], quiet: false, colour: true },
  })
})

test('flags and operands may stand in any order, and values behind a space or an equals sign', () => {
  expect(parse('a --size 3 b --event=1 --quiet --event - --no-colour')).toEqual({
    help: false,
    operands: ['a', 'b'],
    values: { size: 3, event: ['1', '-'], quiet: true, colour: false },
  })
})

test('of a flag with one value the last one counts', () => {
  expect(parse('--size 3 --size=4 --quiet --no-quiet').values).toMatchObject({
    size: 4,
    quiet: false,
  })
})

test('what follows two dashes is no flag', () => {
  expect(parse('-- --size').operands).toEqual(['--size'])
})

test('a value may begin with a dash, and with two behind an equals sign', () => {
  expect(parse('--event -5 --event=--x').values.event).toEqual(['-5', '--x'])
})

test.each(['--help', '-h', 'a --size zero --help', '--nonsense --help'])(
  '%s asks for help, whatever else is wrong',
  (line) => {
    expect(parse(line).help).toBe(true)
  },
)

test.each([
  ['--siez 3', 'there is no --siez, did you mean --size?'],
  ['--si=3', 'there is no --si, did you mean --size?'],
  ['--frobnicate', 'there is no --frobnicate'],
  ['-q', 'there is no -q'],
  ['-xyz=3', 'there is no -xyz'],
  ['--no-size', 'there is no --no-size'],
  ['--constructor', 'there is no --constructor'],
  ['--size', '--size needs a value, N: a whole number from 1 to 9, found nothing'],
  ['--size --quiet', '--size needs a value, N: a whole number from 1 to 9, found the flag --quiet'],
  ['--event --', '--event needs a value, JSON: JSON, found the flag --'],
  ['--size=', '--size must be a whole number from 1 to 9, found ""'],
  ['--size 10', '--size must be a whole number from 1 to 9, found "10"'],
  ['--size 3 --size zero', '--size must be a whole number from 1 to 9, found "zero"'],
  ['--event=', '--event must be JSON, found ""'],
  ['--quiet=yes', '--quiet takes no value, found "yes"'],
  ['--no-colour=1', '--no-colour takes no value, found "1"'],
])('%s is refused: %s', (line, message) => {
  expect(() => parse(line)).toThrow(expect.objectContaining({ code: 'ERR_USAGE', message }))
})

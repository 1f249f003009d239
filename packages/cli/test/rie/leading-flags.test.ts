import { expect, test } from '@jest/globals'
import { leadingFlags, type FlagRules } from '../../src/rie/leading-flags.ts'

const rules: FlagRules = {
  '--address': { allowed: 'HOST:PORT' },
  '--caching': {},
  '--help': { short: '-h' },
}
const read = (args: readonly string[]) => {
  const { given, rest } = leadingFlags(args, rules)
  return { given: Object.fromEntries(given), rest }
}

test.each([
  { args: [], given: {}, rest: [] },
  { args: ['--address', 'a:1', 'run'], given: { '--address': 'a:1' }, rest: ['run'] },
  { args: ['--address=a=b', 'run'], given: { '--address': 'a=b' }, rest: ['run'] },
  { args: ['--address='], given: { '--address': '' }, rest: [] },
  { args: ['--address=1', '--address=2'], given: { '--address': '2' }, rest: [] },
  { args: ['--address', '-1'], given: { '--address': '-1' }, rest: [] },
  { args: ['--caching', '-h'], given: { '--caching': '', '--help': '' }, rest: [] },
  { args: ['run', '--caching'], given: {}, rest: ['run', '--caching'] },
  { args: ['--', '--caching'], given: {}, rest: ['--caching'] },
  { args: ['--caching', '--', 'run', '--'], given: { '--caching': '' }, rest: ['run', '--'] },
])('$args', ({ args, given, rest }) => {
  expect(read(args)).toEqual({ given, rest })
})

test.each([
  { args: ['--nope=1'], message: 'unknown flag --nope, allowed: --address, --caching, --help' },
  { args: ['-x'], message: 'unknown flag -x, allowed: --address, --caching, --help' },
  { args: ['--address'], message: '--address needs HOST:PORT, found nothing' },
  { args: ['--address', '--caching'], message: '--address needs HOST:PORT, found --caching' },
  { args: ['--caching=yes'], message: '--caching takes no value, found "yes"' },
])('$args is refused: $message', ({ args, message }) => {
  expect(() => read(args)).toThrow(expect.objectContaining({ code: 'ERR_USAGE', message }))
})

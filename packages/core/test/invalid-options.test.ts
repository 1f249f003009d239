import { expect, test } from '@jest/globals'
import { invalidOptions } from '@sim/core'

test('each fault is named with its place and with what was found there', () => {
  const options = { size: 5, build: [{ cwd: '.' }] }
  const issues = [
    { path: ['size'], message: 'Too small' },
    { path: ['build', 0, 'command'], message: 'Invalid input' },
    { path: [], message: 'Unrecognized key: "builds"' },
  ]

  const { code, message } = invalidOptions('the options of a test', options, issues)

  expect(code).toBe('ERR_INVALID_OPTIONS')
  expect(message).toBe(
    'the options of a test are wrong: size: too small, found 5; build.0.command: invalid input, found undefined; options: unrecognized key: "builds", found {"size":5,"build":[{"cwd":"."}]}',
  )
})

test('what is no JSON is found all the same', () => {
  const { message } = invalidOptions('the options', undefined, [
    { path: ['a', 'b'], message: 'Required' },
  ])

  expect(message).toBe('the options are wrong: a.b: required, found undefined')
})

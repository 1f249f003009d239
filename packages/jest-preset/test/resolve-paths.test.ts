import { expect, test } from '@jest/globals'
import { resolvePaths } from '../src/resolve-paths.ts'

test('relative paths are taken from the folder, names and absolute paths stay', () => {
  const resolved = resolvePaths(
    {
      functionDirectory: 'functions/hello',
      runtime: { command: './bootstrap', cwd: '..' },
      extensions: [
        { command: 'node', args: ['./a.mjs'] },
        { command: '/opt/extension' },
        { name: 'own' },
      ],
      memorySizeMb: 256,
    },
    '/project/test',
  )

  expect(resolved).toEqual({
    functionDirectory: '/project/test/functions/hello',
    runtime: { command: '/project/test/bootstrap', cwd: '/project' },
    extensions: [
      { command: 'node', args: ['./a.mjs'] },
      { command: '/opt/extension' },
      { name: 'own' },
    ],
    memorySizeMb: 256,
  })
})

test('what was not given is not there afterwards either', () => {
  expect(resolvePaths({}, '/project')).toEqual({})
})

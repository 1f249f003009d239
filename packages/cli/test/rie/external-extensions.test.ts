import { expect, test } from '@jest/globals'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import process from 'node:process'
import { externalExtensions } from '../../src/rie/external-extensions.ts'
import { ExtensionDirectory } from './extension-directory.ts'

test('every file is an extension, in the order of the names, and no directory is one', () => {
  using directory = new ExtensionDirectory()
  for (const name of ['z', 'a.sh']) writeFileSync(join(directory.path, name), '')

  const found = externalExtensions(directory.path)

  expect(found.map(({ command }) => command)).toEqual(
    ['a.sh', 'watches.mjs', 'z'].map((name) => join(directory.path, name)),
  )
})

test('where there is no directory there are no extensions', () => {
  expect(externalExtensions('/there/is/no/such/directory')).toEqual([])
})

test('a file in place of the directory is an error', () => {
  expect(() => externalExtensions(process.execPath)).toThrow(
    expect.objectContaining({ code: 'ENOTDIR' }),
  )
})

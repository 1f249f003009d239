import { expect, test } from '@jest/globals'
import { join } from 'node:path'
import { extensionsDisabled } from '../../src/rie/disabled-extensions.ts'
import { ScratchFolder } from '../scratch-folder.ts'

test('extensions are kept off by a file that is there, whatever it holds', async () => {
  await using folder = await ScratchFolder.create()
  const file = await folder.file('disable-extensions', '')

  expect(extensionsDisabled(file)).toBe(true)
  expect(extensionsDisabled(join(folder.path, 'other'))).toBe(false)
})

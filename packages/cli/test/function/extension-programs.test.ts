import { expect, test } from '@jest/globals'
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { extensionPrograms } from '../../src/function/extension-programs.ts'
import { ScratchFolder } from '../scratch-folder.ts'

test('an executable is an extension, found from the working directory', async () => {
  await using folder = await ScratchFolder.create()
  const command = await folder.program('otel', 'observes')

  expect(await extensionPrograms(['./otel'], folder.path)).toEqual([{ command }])
  expect(await extensionPrograms([command], '/')).toEqual([{ command }])
})

test('of a folder every file is one, by the order of their names; folders in it are not looked into', async () => {
  await using folder = await ScratchFolder.create()
  await mkdir(join(folder.path, 'nested'))
  const second = await folder.program('b', 'observes')
  const first = await folder.program('a', 'observes')

  expect(await extensionPrograms(['.'], folder.path)).toEqual([
    { command: first },
    { command: second },
  ])
})

test('what cannot be started is refused', async () => {
  await using folder = await ScratchFolder.create()
  const text = await folder.file('text', '')
  const allowed = '--extension must be an executable file, or a folder of them, found'

  await expect(extensionPrograms(['text'], folder.path)).rejects.toMatchObject({
    code: 'ERR_USAGE',
    message: `${allowed} ${text}, which is not executable`,
  })
  await expect(extensionPrograms(['gone'], folder.path)).rejects.toMatchObject({
    code: 'ERR_USAGE',
    message: `${allowed} nothing at ${folder.path}/gone`,
  })
})

test('two of one name, and more than ten, are refused', async () => {
  await using folder = await ScratchFolder.create()
  const names = Array.from('abcdefghijk')
  await Promise.all(names.map((name) => folder.program(name, 'observes')))

  await expect(extensionPrograms(['a', './a'], folder.path)).rejects.toMatchObject({
    message: '--extension must name files that differ in their names, found a twice',
  })
  await expect(extensionPrograms(['.'], folder.path)).rejects.toMatchObject({
    message: `--extension may name 10 programs at the most, found 11: ${names.join(', ')}`,
  })
})

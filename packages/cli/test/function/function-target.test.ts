import { expect, test } from '@jest/globals'
import { functionTarget } from '../../src/function/function-target.ts'
import { ScratchFolder } from '../scratch-folder.ts'

const wanted = 'DIR|BOOTSTRAP must be a folder or an executable file, found'

test('a folder is the function', async () => {
  await using folder = await ScratchFolder.create()

  expect(await functionTarget('.', folder.path)).toEqual({ functionDirectory: folder.path })
})

test('an executable is the runtime, and its folder the function', async () => {
  await using folder = await ScratchFolder.create()
  const command = await folder.program('my-runtime', 'echoes-bytes')

  expect(await functionTarget('my-runtime', folder.path)).toEqual({
    functionDirectory: folder.path,
    runtime: { command },
  })
})

test('what is not there is refused', async () => {
  await expect(functionTarget('gone', '/nowhere')).rejects.toMatchObject({
    code: 'ERR_USAGE',
    message: `${wanted} nothing at /nowhere/gone`,
  })
})

test('a file that is not executable is refused, and for a script it is said how a handler is given', async () => {
  await using folder = await ScratchFolder.create()
  const text = await folder.file('bootstrap', '')
  const script = await folder.file('app.mjs', '')

  await expect(functionTarget('bootstrap', folder.path)).rejects.toMatchObject({
    message: `${wanted} ${text}, which is not executable`,
  })
  await expect(functionTarget('app.mjs', folder.path)).rejects.toMatchObject({
    message: `${wanted} ${script}, which is not executable; for a Node handler: . --handler app.handler`,
  })
})

import { expect, test } from '@jest/globals'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import process from 'node:process'
import { ExtensionDirectory } from './extension-directory.ts'
import { fixture, RunningRie } from './running-rie.ts'

const doesAsTold = [process.execPath, fixture('does-as-told.mjs'), 'index.handler']

test('the extensions of the directory are started, see what is theirs, and get every event', async () => {
  using directory = new ExtensionDirectory()
  const flags = [`--extensions-dir=${directory.path}`]
  const env = { COLOUR: 'blue', _HIDDEN: 'from extensions' }
  await using rie = await RunningRie.start(doesAsTold, { flags, env })
  const headers = { 'X-Amzn-Trace-Id': 'Root=1-5bef4de7-ad49b0e87f6ef6c87fc2e700' }

  const { status } = await rie.call({ headers, body: '{}' })
  await rie.call()
  rie.signal('SIGTERM')
  const end = await rie.ended

  expect(status).toBe(200)
  expect(end).toEqual({ code: 0, signal: null })
  expect(rie.stdout.entries().filter((line) => line.startsWith('extension'))).toEqual([
    'extension sees blue and undefined',
    'extension got INVOKE Root=1-5bef4de7-ad49b0e87f6ef6c87fc2e700',
    'extension got INVOKE ',
    expect.stringMatching(/^extension got SHUTDOWN \w+$/),
  ])
})

test('the caller waits until extensions are done', async () => {
  using directory = new ExtensionDirectory()
  const file = join(directory.path, 'lib', 'go-on')
  const flags = ['--extensions-dir', directory.path, '--log-level', 'debug']
  await using rie = await RunningRie.start(doesAsTold, { flags, env: { WAITS_FOR: file } })
  const order: string[] = []

  const answered = rie.tell({}).finally(() => order.push('answered'))
  await rie.says(/answered: success$/)
  await rie.prints(/extension got INVOKE/)
  order.push('extension may go on')
  writeFileSync(file, '')
  await answered

  expect(order).toEqual(['extension may go on', 'answered'])
})

test('an extension that cannot be started fails the init', async () => {
  using directory = new ExtensionDirectory()
  writeFileSync(join(directory.path, 'no-program'), '', { mode: 0o644 })
  const flags = ['--extensions-dir', directory.path]
  await using rie = await RunningRie.start(doesAsTold, { flags })

  const answer = await rie.tell({})

  expect(answer).toEqual({ status: 502, text: '' })
  await rie.says(/Extension\.LaunchError/)
})

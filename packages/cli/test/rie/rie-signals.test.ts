import { expect, test } from '@jest/globals'
import { join } from 'node:path'
import process from 'node:process'
import { buffer } from 'node:stream/consumers'
import { untilGone } from '../is-alive.ts'
import { ExtensionDirectory } from './extension-directory.ts'
import { fixture, RunningRie } from './running-rie.ts'

const doesAsTold = [process.execPath, fixture('does-as-told.mjs'), 'index.handler']

test.each(['SIGTERM', 'SIGINT'] as const)(
  '%s ends everything, with exit code 0',
  async (signal) => {
    await using rie = await RunningRie.start(doesAsTold, { flags: ['--log-level=debug'] })
    await rie.tell({})
    const pid = await rie.pidOf('runtime')

    rie.signal(signal)
    const end = await rie.ended

    expect(end).toEqual({ code: 0, signal: null })
    await rie.says(new RegExp(`received ${signal}, shutting down`))
    await untilGone([pid])
  },
)

test('without any invocation there is nothing to end', async () => {
  await using rie = await RunningRie.start(doesAsTold)

  rie.signal('SIGTERM')

  expect(await rie.ended).toEqual({ code: 0, signal: null })
  expect(rie.stdout.entries()).toEqual([])
})

test('what hangs when the end comes is cut off', async () => {
  await using rie = await RunningRie.start(doesAsTold)
  const called = rie.tell({ hang: true, print: 'hanging' })
  await rie.prints(/hanging/)

  rie.signal('SIGTERM')
  const [answer, end] = await Promise.all([called, rie.ended])

  expect(answer).toEqual({ status: 504, text: '' })
  expect(end).toEqual({ code: 0, signal: null })
})

test('what does not end by itself is ended within its time, and nobody is left', async () => {
  using directory = new ExtensionDirectory()
  const { flags } = directory
  const env = { WAITS_FOR: join(directory.path, 'never') }
  await using rie = await RunningRie.start(doesAsTold, { flags, env })
  const called = rie.tell({ hang: true, ignore: 'SIGTERM', print: 'hanging' })
  await rie.prints(/hanging/)
  const pids = await Promise.all([rie.pidOf('runtime'), rie.pidOf('extension watches.mjs')])

  rie.signal('SIGTERM')
  const [answer, end] = await Promise.all([called, rie.ended])

  expect(answer).toEqual({ status: 504, text: '' })
  expect(end).toEqual({ code: 0, signal: null })
  await rie.says(/shutdown begins: failure, 2000 ms$/)
  await untilGone(pids)
})

test('an answer that extensions hold back is given at the end', async () => {
  using directory = new ExtensionDirectory()
  const { flags } = directory
  const env = { WAITS_FOR: join(directory.path, 'never') }
  await using rie = await RunningRie.start(doesAsTold, { flags, env })
  const called = rie.tell({ answer: 'done long ago' })
  await rie.says(/answered: success$/)

  rie.signal('SIGINT')
  const [answer, end] = await Promise.all([called, rie.ended])

  expect(answer).toEqual({ status: 200, text: 'done long ago' })
  expect(end).toEqual({ code: 0, signal: null })
})

test('a second signal ends it at once, and all that it started', async () => {
  using directory = new ExtensionDirectory()
  const { flags } = directory
  await using rie = await RunningRie.start(doesAsTold, { flags, env: { STAYS: 'yes' } })
  const called = rie.tell({ hang: true, ignore: 'SIGTERM', print: 'hanging' })
  const broken = called.catch((error: NodeJS.ErrnoException) => error.code)
  await rie.prints(/hanging/)
  const pids = await Promise.all([rie.pidOf('runtime'), rie.pidOf('extension watches.mjs')])

  rie.signal('SIGTERM')
  // It comes when the runtime has had its share of the time: the second signal is no echo of the first.
  await rie.prints(/extension got SHUTDOWN SandboxTerminated$/)
  rie.signal('SIGTERM')

  expect(await rie.ended).toEqual({ code: 143, signal: null })
  expect(await broken).toBe('ECONNRESET')
  await untilGone(pids)
})

test('whoever waits for a turn when the end comes is told, too', async () => {
  await using rie = await RunningRie.start(doesAsTold, { flags: ['--log-level=debug'] })
  const called = [rie.tell({ hang: true, print: 'hanging' })]
  await rie.prints(/hanging/)
  called.push(rie.tell({ answer: 'two' }))
  await rie.says(/queued$/, 2)

  rie.signal('SIGTERM')
  const [answers, end] = await Promise.all([Promise.all(called), rie.ended])

  expect(answers).toEqual([
    { status: 504, text: '' },
    { status: 504, text: '' },
  ])
  expect(end).toEqual({ code: 0, signal: null })
  expect(rie.stdout.entries().filter((line) => line.startsWith('START'))).toHaveLength(1)
})

test('an answer that is on its way when the end comes arrives whole', async () => {
  await using rie = await RunningRie.start(doesAsTold, { flags: ['--log-level=debug'] })
  const response = await rie.open({ body: '{"repeat":6000000}' })

  rie.signal('SIGTERM')
  await rie.says(/phase shutdown -> stopped$/)
  const body = await buffer(response)

  expect(body).toHaveLength(6_000_000)
  expect(await rie.ended).toEqual({ code: 0, signal: null })
})

test('a caller that does not read does not hold the end back', async () => {
  await using rie = await RunningRie.start(doesAsTold)
  const response = await rie.open({ body: '{"repeat":6000000}' })

  rie.signal('SIGTERM')
  const end = await rie.ended

  expect(end).toEqual({ code: 0, signal: null })
  response.destroy()
})

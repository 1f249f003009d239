import { expect, jest, test } from '@jest/globals'
import { functionFolder } from './function-folder.ts'
import { RunningFunction } from './running-function.ts'

jest.setTimeout(60_000)

test.each([
  ['uncaught', 'RangeError', 'nobody caught this', 'Uncaught Exception '],
  [
    'unhandled',
    'Runtime.UnhandledPromiseRejection',
    'RangeError: nobody handled this',
    'Unhandled Promise Rejection ',
  ],
])('%s: reported as %s, logged, and the end with 129', async (name, errorType, message, title) => {
  await using fn = await RunningFunction.start(`crashes.${name}`)

  const { kind, json, call } = await fn.invoke()
  const { status, stdout } = await fn.exited()

  expect(kind).toBe('error')
  expect(json).toMatchObject({ errorType, errorMessage: message })
  expect(JSON.stringify(json)).toContain('crashes.mjs')
  expect(call.headers['lambda-runtime-function-error-type']).toBe(errorType)
  expect(status).toBe(129)
  expect(stdout.split('\t').slice(1, 4)).toEqual([
    '00000000-0000-4000-8000-000000000001',
    'ERROR',
    title,
  ])
})

test('a crash is one report: no answer and no further crash follows it', async () => {
  await using fn = await RunningFunction.start('crashes.crashesThenAnswersAndCrashes')
  // The report is held back until well after the moments in which more could be sent.
  fn.api.postsAnswered = fn.api.call(({ path }) => path === '/tell')

  fn.send({ tellUrl: `http://${fn.api.address}/tell` })
  await fn.exited()

  const posted = fn.api.calls.entries().filter(({ method }) => method === 'POST')
  expect(posted.map(({ path }) => path.replace(/.*\//, ''))).toEqual(['error'])
})

test('a crash between invocations is only logged: nobody could be told', async () => {
  await using fn = await RunningFunction.start('crashes.crashesOnSignal')

  await fn.invoke()
  await fn.api.call(({ method }, index) => method === 'GET' && index > 0)
  fn.process.kill('SIGUSR2')
  const { status, stdout } = await fn.exited()

  expect(status).toBe(129)
  expect(stdout).toContain('after the answer')
  expect(fn.api.calls.entries().filter(({ method }) => method === 'POST')).toHaveLength(1)
})

test('a crash while loading is an init error', async () => {
  await using folder = await functionFolder({
    'index.mjs': 'await new Promise(() => setTimeout(() => { throw new Error("early") }))',
  })
  await using fn = await RunningFunction.start('index.handler', { taskRoot: folder.path })

  const { json } = await fn.initError()
  const { status } = await fn.exited()

  expect(json).toMatchObject({ errorType: 'Error', errorMessage: 'early' })
  expect(status).toBe(129)
})

test.each([0, 7, undefined])('process.exit(%p) is obeyed, without a report', async (asked) => {
  await using fn = await RunningFunction.start('crashes.exits')

  fn.send({ status: asked })
  const { status } = await fn.exited()

  expect(status).toBe(asked ?? 0)
  expect(fn.api.calls.entries().map(({ method }) => method)).toEqual(['GET'])
})

test('SIGTERM ends the runtime at once, as it ends any process', async () => {
  await using fn = await RunningFunction.start('crashes.waits')

  fn.send({})
  await fn.api.call(({ method }) => method === 'GET')
  fn.process.kill('SIGTERM')
  const { status } = await fn.exited()

  expect(status).toBe('SIGTERM')
})

import { expect, test } from '@jest/globals'
import { cli } from '../running-cli.ts'
import { functionFolder, ScratchFolder } from '../scratch-folder.ts'

const greeter = functionFolder('greeter')
const answer = async (...args: string[]) => {
  const { code, stdout } = await cli(['run', greeter, '--no-timeline', ...args])
  return { code, stdout }
}

test('one answer is its bytes and nothing else', async () => {
  expect(await answer('--event', '{"name":"Ada"}')).toEqual({ code: 0, stdout: '{"hello":"Ada"}' })
})

test('several answers are a line each, in the order of their events', async () => {
  expect(await answer('--event', '{"name":"Ada"}', '--event', '{}')).toEqual({
    code: 0,
    stdout: '{"hello":"Ada"}\n{"hello":"world"}\n',
  })
})

test('the event comes through standard input', async () => {
  const { code, stdout } = await cli(['run', greeter, '--event', '-'], { stdin: '{"name":"Eve"}' })

  expect({ code, stdout }).toEqual({ code: 0, stdout: '{"hello":"Eve"}' })
})

test('a handler of another name, and variables, reach the function', async () => {
  expect(await answer('--handler', 'index.shout', '--event', '{"name":"Ada"}')).toEqual({
    code: 0,
    stdout: '"HELLO ADA"',
  })
  expect(await answer('--env', 'TABLE=orders', '--event', '{"env":"TABLE"}')).toEqual({
    code: 0,
    stdout: '"orders"',
  })
})

test('an error of the function is its answer, and exit code 1', async () => {
  const { code, stdout } = await answer('--event', '{"throw":"no such table"}')

  expect(code).toBe(1)
  expect(JSON.parse(stdout)).toMatchObject({
    errorType: 'TypeError',
    errorMessage: 'no such table',
  })
})

test('the last invocation decides the exit code; after a crash the next one starts afresh', async () => {
  const { code, stdout } = await answer('--event', '{"exit":3}', '--event', '{}')

  expect(code).toBe(0)
  expect(stdout).toMatch(
    /^\{"errorType":"Runtime.ExitError","errorMessage":"RequestId: \S+ Error: Runtime exited with error: exit status 3"\}\n\{"hello":"world"\}\n$/,
  )
})

test('a function that takes too long is cut off', async () => {
  expect(await answer('--timeout', '300ms', '--event', '{"hang":true}')).toEqual({
    code: 1,
    stdout: '{"errorType":"Sandbox.Timedout","errorMessage":"Task timed out after 0.30 seconds"}',
  })
})

test('a folder with a bootstrap, and a bootstrap alone, are run as they are', async () => {
  await using folder = await ScratchFolder.create()
  const bootstrap = await folder.program('bootstrap', 'echoes-bytes')
  const args = ['--no-timeline', '--event', '{ "as":\t"it is" }']

  const ofFolder = await cli(['run', '.', ...args], { cwd: folder.path })
  const ofFile = await cli(['run', bootstrap, ...args])

  expect([ofFolder.stdout, ofFile.stdout]).toEqual(['{ "as":\t"it is" }', '{ "as":\t"it is" }'])
})

test('an answer that is no text comes through byte by byte', async () => {
  await using folder = await ScratchFolder.create()
  const bootstrap = await folder.program('bootstrap', 'echoes-bytes')

  const { stdout } = await cli(['run', bootstrap, '--env', 'ANSWER=fffe00f00a'])

  expect(Buffer.from(stdout, 'latin1').toString('hex')).toBe('fffe00f00a')
})

test('for machines there is a record of each invocation', async () => {
  const { code, stdout } = await answer(
    '--json',
    '--event',
    '{"print":"hello"}',
    '--event',
    '{"exit":3}',
  )

  const [success, crash, ...more] = stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>)
  expect(code).toBe(1)
  expect(more).toEqual([])
  expect(success).toEqual({
    requestId: expect.stringMatching(/^[0-9a-f-]{36}$/),
    status: 'success',
    contentType: 'application/json',
    payload: '{"hello":"world"}',
    metrics: {
      durationMs: expect.any(Number),
      billedDurationMs: expect.any(Number),
      initDurationMs: expect.any(Number),
      memorySizeMB: 128,
      maxMemoryUsedMB: expect.any(Number),
    },
    extensionOverheadMs: expect.any(Number),
    logs: [{ stream: 'stdout', text: expect.stringMatching(/\tINFO\thello$/) }],
  })
  expect(crash).toMatchObject({
    status: 'error',
    functionError: 'Unhandled',
    errorType: 'Runtime.ExitError',
  })
})

test('in a record, bytes that are no text are base64', async () => {
  await using folder = await ScratchFolder.create()
  const bootstrap = await folder.program('bootstrap', 'echoes-bytes')

  const { stdout } = await cli(['run', bootstrap, '--json', '--env', 'ANSWER=fffe00f00a'])

  const record = JSON.parse(stdout) as Record<string, unknown>
  expect(record['payloadBase64']).toBe('//4A8Ao=')
  expect(record).not.toHaveProperty('payload')
})

import { expect, test } from '@jest/globals'
import process from 'node:process'
import { untilGone } from '../../is-alive.ts'
import { fixture, RunningRie } from '../running-rie.ts'

const worksAtOnce = [process.execPath, fixture('works-at-once.mjs')]
const ids = ['11111111-1111-4111-8111-111111111111', '22222222-2222-4222-8222-222222222222']

test('as many invocations run at a time as the runtime has workers', async () => {
  await using rie = await start('3')

  const answers = await Promise.all([1, 2, 3].map(() => rie.tell({ together: 3 })))

  expect(answers.map(({ status }) => status)).toEqual([200, 200, 200])
})

test("a caller's id becomes that of the invocation, and cannot be used twice at a time", async () => {
  await using rie = await start('2')
  const [id = ''] = ids
  const first = call(rie, id, { together: 2 })
  await rie.prints(new RegExp(`has ${id}`))

  const second = await call(rie, id, { together: 2 })
  await call(rie, ids[1] ?? '', { together: 2 })

  expect(second).toEqual({
    status: 400,
    errorType: 'Client.DuplicatedInvokeId',
    text: '{"errorType":"Client.DuplicatedInvokeId"}',
  })
  expect(await first).toMatchObject({ status: 200, errorType: undefined })
  // It is over, its worker is idle, and it may come again.
  await rie.says(/runtime asks for its next event/, 4)
  expect(await call(rie, id, {})).toMatchObject({ status: 200 })
})

test('the end of the runtime ends what runs; later calls are told so, and the emulator stays', async () => {
  await using rie = await start('2')
  const hangs = call(rie, ids[0] ?? '', { hang: true })
  await rie.prints(/has 1111/)

  const exits = await call(rie, ids[1] ?? '', { exit: 3 })
  const hung = await hangs
  const later = await call(rie, ids[0] ?? '', {})

  for (const answer of [exits, hung]) {
    expect(answer).toEqual({
      status: 200,
      errorType: 'Runtime.ExitError',
      text: '{"errorType":"Runtime.ExitError"}',
    })
  }
  expect(later).toMatchObject({ status: 400, errorType: 'Client.ExecutionEnvironmentUnhealthy' })
})

test('what runs when the end is asked for ends with the shutdown of its environment', async () => {
  await using rie = await start('1')
  const hangs = call(rie, ids[0] ?? '', { hang: true })
  await rie.prints(/has 1111/)
  const pid = await rie.pidOf('runtime')

  rie.signal('SIGTERM')
  const [answer, end] = await Promise.all([hangs, rie.ended])

  expect(answer).toMatchObject({
    status: 400,
    errorType: 'Client.ExecutionEnvironmentShutDown',
  })
  expect(end).toEqual({ code: 0, signal: null })
  await untilGone([pid])
})

test('an init that fails ends the emulator with 1', async () => {
  await using rie = new RunningRie(
    [
      '--runtime-api-address=127.0.0.1:0',
      '--runtime-interface-emulator-address=127.0.0.1:0',
      '/bin/false',
    ],
    { AWS_LAMBDA_MAX_CONCURRENCY: '1' },
  )

  const end = await rie.ended

  expect(end).toEqual({ code: 1, signal: null })
  await rie.says(/init has failed/)
})

test('the runtime has the variables of the emulator, but for those of the platform', async () => {
  await using rie = await start('1', { OWN: '1', _OWN: '1', AWS_LAMBDA_FUNCTION_NAME: 'mine' })

  const { text } = await rie.tell({ tell: 'environment' })

  const environment = JSON.parse(text) as Record<string, string>
  expect(environment).toMatchObject({
    OWN: '1',
    AWS_LAMBDA_FUNCTION_NAME: 'mine',
    AWS_LAMBDA_INITIALIZATION_TYPE: 'lambda-managed-instances',
    AWS_LAMBDA_LOG_FORMAT: 'json',
    AWS_LAMBDA_MAX_CONCURRENCY: '1',
    AWS_REGION: 'us-east-1',
    PATH: process.env.PATH,
  })
  expect(environment).not.toHaveProperty('_OWN')
  for (const name of ['AWS_LAMBDA_LOG_LEVEL', '_LAMBDA_TELEMETRY_LOG_FD']) {
    expect(environment).not.toHaveProperty(name)
  }
})

test('the deadline is as far away as the time-out', async () => {
  await using rie = await start('1', { AWS_LAMBDA_FUNCTION_TIMEOUT: '60' })
  const before = Date.now()

  const { text } = await rie.tell({ tell: 'deadline' })

  const deadline = Number(JSON.parse(text))
  // Two processes may differ by a little about what time it is.
  expect(deadline).toBeGreaterThan(before + 59_000)
  expect(deadline).toBeLessThan(Date.now() + 61_000)
})

test('stdout has what the platform tells, each event a line of JSON', async () => {
  await using rie = await start('1')

  await call(rie, ids[0] ?? '', {})
  const line = await rie.prints(/"type":"platform.report"/)

  expect(JSON.parse(line)).toMatchObject({ record: { requestId: ids[0], status: 'success' } })
})

test('flags without effect are told', async () => {
  const flags = ['--freeze', '--enable-init-caching']
  await using rie = await start('1', {}, flags)

  await rie.says(/\[WARNING\].*--freeze has no effect/)
  await rie.says(/\[WARNING\].*--enable-init-caching has no effect/)
})

/** Resolves when all of its workers are idle. */
async function start(workers: string, env: Record<string, string> = {}, flags: string[] = []) {
  const rie = await RunningRie.start(worksAtOnce, {
    flags: ['--log-level=debug', ...flags],
    env: { AWS_LAMBDA_MAX_CONCURRENCY: workers, ...env },
  })
  try {
    await rie.says(/runtime asks for its next event/, Number(workers))
    await rie.says(/phase init -> idle/)
    return rie
  } catch (error) {
    await rie[Symbol.asyncDispose]()
    throw error
  }
}

async function call(rie: RunningRie, requestId: string, told: object) {
  const headers = { 'X-Amzn-RequestId': requestId }
  const answer = await rie.call({ headers, body: JSON.stringify(told) })
  const { status, body } = answer
  return { status, errorType: answer.headers['error-type'], text: body.toString('utf8') }
}

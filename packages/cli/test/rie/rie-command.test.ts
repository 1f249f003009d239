import { expect, test } from '@jest/globals'
import process from 'node:process'
import { invocationsPath } from '../../src/rie/invocations-endpoint.ts'
import { fixture, RunningRie } from './running-rie.ts'

const uuid = '[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}'
const doesAsTold = [process.execPath, fixture('does-as-told.mjs'), 'index.handler']

test('an answer comes out as its bytes, with a guessed content type and nothing else of the runtime', async () => {
  await using rie = await RunningRie.start(doesAsTold)

  const { status, headers, body } = await rie.call({ body: '{"answer":"{\\"a\\":1}"}' })

  expect({ status, body: body.toString() }).toEqual({ status: 200, body: '{"a":1}' })
  expect(headers).toEqual({
    'content-type': 'text/plain; charset=utf-8',
    'content-length': '7',
    date: expect.any(String),
    connection: expect.any(String),
  })
})

test('bytes are bytes, and an empty answer has no content type', async () => {
  await using rie = await RunningRie.start(doesAsTold)

  const bytes = await rie.call({ body: '{"tell":"base64","base64":"AAEC/w=="}' })
  const nothing = await rie.call({ body: '{"answer":""}' })

  expect(bytes.body).toEqual(Buffer.from([0, 1, 2, 255]))
  expect(bytes.headers['content-type']).toBe('application/octet-stream')
  expect({ status: nothing.status, length: nothing.body.length }).toEqual({
    status: 200,
    length: 0,
  })
  expect(nothing.headers).not.toHaveProperty('content-type')
})

test('stdout has what the processes print, on either stream, between START, END and REPORT', async () => {
  await using rie = await RunningRie.start(doesAsTold)

  await rie.tell({ print: 'to stderr' })
  await rie.tell({})
  await rie.printed(8)

  const report = `REPORT RequestId: ${uuid}\t`
  const rest = String.raw`Duration: \d+\.\d\d ms\tBilled Duration: \d+ ms\tMemory Size: 3008 MB\tMax Memory Used: \d+ MB\t`
  expect(rie.stdout.entries()).toEqual([
    expect.stringMatching(`^START RequestId: ${uuid} Version: \\$LATEST$`),
    'runtime started as index.handler',
    'to stderr',
    expect.stringMatching(`^END RequestId: ${uuid}$`),
    expect.stringMatching(String.raw`^${report}Init Duration: \d+\.\d\d ms\t${rest}$`),
    expect.stringMatching(`^START RequestId: ${uuid} Version: \\$LATEST$`),
    expect.stringMatching(`^END RequestId: ${uuid}$`),
    expect.stringMatching(`^${report}${rest}$`),
  ])
})

test('nothing is started before the first invocation', async () => {
  await using rie = await RunningRie.start(doesAsTold, { flags: ['--log-level', 'debug'] })
  const before = rie.stderr.entries()

  await rie.tell({})

  expect(before.filter((line) => /started|queued/.test(line))).toEqual([])
  const after = rie.stderr.entries().slice(before.length)
  expect(after.findIndex((line) => line.endsWith('queued'))).toBeLessThan(
    after.findIndex((line) => line.includes('runtime started')),
  )
})

test("a function's own error is 200", async () => {
  await using rie = await RunningRie.start(doesAsTold)

  const answer = await rie.call({ body: '{"error":true,"answer":"{\\"errorType\\":\\"Mine\\"}"}' })

  expect({ status: answer.status, text: answer.body.toString() }).toEqual({
    status: 200,
    text: '{"errorType":"Mine"}',
  })
  expect(answer.headers).not.toHaveProperty('x-amz-function-error')
})

test('a runtime that dies is 502, and the next invocation has another one', async () => {
  await using rie = await RunningRie.start(doesAsTold)

  const crashed = await rie.tell({ exit: 3 })
  const answeredFirst = await rie.tell({ answer: 'last words', exitAfter: 1 })
  const next = await rie.tell({ answer: 'again' })

  expect(crashed.status).toBe(502)
  expect(JSON.parse(crashed.text)).toEqual({
    errorType: 'Runtime.ExitError',
    errorMessage: expect.stringMatching(
      `^RequestId: ${uuid} Error: Runtime exited with error: exit status 3$`,
    ),
  })
  expect(answeredFirst).toEqual({ status: 502, text: 'last words' })
  expect(next).toEqual({ status: 200, text: 'again' })
})

test('a runtime that dies while nobody calls is 502 for the next caller', async () => {
  await using rie = await RunningRie.start(doesAsTold, { flags: ['--log-level=debug'] })
  await rie.tell({})
  await rie.says(/phase invoke -> idle$/)

  process.kill(await rie.pidOf('runtime'), 'SIGKILL')
  await rie.says(/runtime ended/)
  const crashed = await rie.tell({})
  const next = await rie.tell({ answer: 'again' })

  expect({ status: crashed.status, body: JSON.parse(crashed.text) as unknown }).toEqual({
    status: 502,
    body: {
      errorType: 'Runtime.ExitError',
      errorMessage: expect.stringMatching(
        `^RequestId: ${uuid} Error: Runtime exited with error: signal: killed$`,
      ),
    },
  })
  expect(next).toEqual({ status: 200, text: 'again' })
})

test.each([
  { args: [fixture('reports-init-error.mjs')], text: '{"errorMessage":"no disk"}' },
  { args: [fixture('reports-init-error.mjs'), 'silently'], text: '' },
])('an init that fails is 502 with what the runtime said of it: $text', async ({ args, text }) => {
  await using rie = await RunningRie.start([process.execPath, ...args])

  const first = await rie.tell({})
  const second = await rie.tell({})

  expect([first, second]).toEqual([
    { status: 502, text },
    { status: 502, text },
  ])
})

test('a bootstrap that is not there is 502 without a body', async () => {
  await using rie = await RunningRie.start(['/there/is/no/bootstrap'])

  const answer = await rie.tell({})

  expect(answer).toEqual({ status: 502, text: '' })
  await rie.says(/\[WARNING\].*fork\/exec \/there\/is\/no\/bootstrap: no such file or directory/)
})

test('a time-out is 200 with its text, and the next invocation has another runtime', async () => {
  await using rie = await RunningRie.start(doesAsTold, {
    env: { AWS_LAMBDA_FUNCTION_TIMEOUT: '1' },
  })

  const late = await rie.tell({ hang: true })
  const next = await rie.tell({ answer: 'again' })

  expect(late).toEqual({ status: 200, text: 'Task timed out after 1.00 seconds' })
  expect(next).toEqual({ status: 200, text: 'again' })
})

test('concurrent calls have their turns, one after the other', async () => {
  await using rie = await RunningRie.start(doesAsTold)
  const words = ['a', 'b', 'c', 'd']

  const answers = await Promise.all(words.map((answer) => rie.tell({ answer })))

  expect(answers).toEqual(words.map((text) => ({ status: 200, text })))
  await rie.printed(13)
  const marks = rie.stdout.entries().map((line) => /^(START|END) RequestId: (\S+)/.exec(line))
  const ids = marks.flatMap((mark) => mark?.[2] ?? [])
  expect(ids.filter((_id, index) => index % 2 === 0)).toEqual(
    ids.filter((_id, index) => index % 2 === 1),
  )
  expect(new Set(ids).size).toBe(4)
})

test('any method will do, other paths are 404, and a context that is no base64 is 500', async () => {
  await using rie = await RunningRie.start(doesAsTold)
  const outline = async (call: Parameters<RunningRie['call']>[0]) => {
    const { status, body } = await rie.call(call)
    return { status, text: body.toString() }
  }
  const at = (path: string) => outline({ path })
  const notFound = { status: 404, text: '404 page not found\n' }

  expect(await outline({ method: 'GET' })).toEqual({ status: 200, text: 'done' })
  expect(await outline({ method: 'HEAD' })).toEqual({ status: 200, text: '' })
  expect(await at(`${invocationsPath}?a=b`)).toEqual({ status: 200, text: 'done' })
  expect(await at('/2015-03-31/functions/other/invocations')).toEqual(notFound)
  expect(await at(`${invocationsPath}/`)).toEqual(notFound)
  expect(await at('/')).toEqual(notFound)
  expect(await outline({ headers: { 'X-Amz-Client-Context': '*' } })).toEqual({
    status: 500,
    text: '',
  })
})

test('context and tenant reach the runtime, the content type does not', async () => {
  await using rie = await RunningRie.start(doesAsTold)

  const { body } = await rie.call({
    headers: {
      'Content-Type': 'text/csv',
      'X-Amz-Client-Context': Buffer.from('{"app":"ü"}').toString('base64'),
      'X-Amz-Tenant-Id': 'blue',
    },
    body: '{"tell":"headers"}',
  })

  expect(JSON.parse(body.toString())).toMatchObject({
    'content-type': 'application/json',
    'lambda-runtime-client-context': expect.stringMatching(/^\{"app":"(?:ü|Ã¼)"\}$/),
    'lambda-runtime-aws-tenant-id': 'blue',
    'lambda-runtime-invoked-function-arn':
      'arn:aws:lambda:us-east-1:012345678912:function:test_function',
  })
})

test('variables name the function, and reach it as they are', async () => {
  const env = {
    AWS_LAMBDA_FUNCTION_NAME: 'greeter',
    AWS_LAMBDA_FUNCTION_VERSION: '7',
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: '512',
    AWS_ACCESS_KEY_ID: 'AKIA',
    AWS_SECRET_ACCESS_KEY: 'secret',
    TZ: 'Europe/Rome',
    COLOUR: 'blue',
    _HANDLER: 'app.main',
  }
  await using rie = await RunningRie.start(doesAsTold, { env })

  const { text } = await rie.tell({ tell: 'environment' })

  expect(JSON.parse(text)).toEqual({
    ...env,
    PATH: process.env.PATH,
    AWS_SESSION_TOKEN: '',
    AWS_LAMBDA_LOG_GROUP_NAME: '/aws/lambda/Functions',
    AWS_LAMBDA_LOG_STREAM_NAME: '$LATEST',
    AWS_LAMBDA_RUNTIME_API: expect.stringMatching(/^127\.0\.0\.1:\d+$/),
  })
  await rie.prints(/^START RequestId: \S+ Version: 7$/)
  await rie.prints(/Memory Size: 512 MB/)
})

import { expect, test } from '@jest/globals'
import { Simulator } from '@sim/simulator'
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** A function's directory with these files, removed at the end. */
async function directory(files: Record<string, string>) {
  const path = await mkdtemp(join(tmpdir(), 'function-'))
  for (const [name, content] of Object.entries(files)) await writeFile(join(path, name), content)
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true }) }
}

test.each([
  ['an ES module', 'index.mjs', 'export const handler = async (event) => ({ hello: event.name })'],
  ['CommonJS', 'index.cjs', 'exports.handler = async (event) => ({ hello: event.name })'],
  [
    'a callback',
    'index.js',
    'exports.handler = (event, context, callback) => callback(null, { hello: event.name })',
  ],
])('a handler as %s answers', async (_, file, source) => {
  await using folder = await directory({ [file]: source })
  await using simulator = await Simulator.start({ functionDirectory: folder.path })

  const invocation = await simulator.invoke({ name: 'Ada' })

  expect(invocation.json()).toEqual({ hello: 'Ada' })
})

test('the handler sees its invocation in the context', async () => {
  await using folder = await directory({
    'app.mjs': `export const run = async (event, context) => ({
      id: context.awsRequestId, name: context.functionName, memory: context.memoryLimitInMB,
      arn: context.invokedFunctionArn, left: context.getRemainingTimeInMillis(), trace: process.env._X_AMZN_TRACE_ID,
      client: context.clientContext, identity: context.identity,
    })`,
  })
  await using simulator = await Simulator.start({
    functionDirectory: folder.path,
    handler: 'app.run',
    functionName: 'hello',
    timeoutMs: 7_000,
  })

  const invocation = await simulator.invoke(
    {},
    {
      clientContext: '{"custom":{"a":"b"}}',
      cognitoIdentity: { cognitoIdentityId: 'i', cognitoIdentityPoolId: 'p' },
    },
  )

  expect(invocation.json()).toEqual({
    id: invocation.requestId,
    name: 'hello',
    memory: '128',
    arn: 'arn:aws:lambda:us-east-1:123456789012:function:hello',
    left: expect.any(Number),
    trace: expect.stringMatching(/^Root=1-[0-9a-f]{8}-[0-9a-f]{24};Parent=[0-9a-f]{16};Sampled=0$/),
    client: { custom: { a: 'b' } },
    identity: { cognitoIdentityId: 'i', cognitoIdentityPoolId: 'p' },
  })
  const { left } = invocation.json() as { left: number }
  expect(left).toBeGreaterThan(5_000)
  expect(left).toBeLessThanOrEqual(7_000)
})

test('a handler that throws fails its invocation and lives on', async () => {
  await using folder = await directory({
    'index.mjs': `let turn = 0
      export const handler = async () => { if (turn++ === 0) throw new TypeError('no'); return turn }`,
  })
  await using simulator = await Simulator.start({ functionDirectory: folder.path })

  const failed = await simulator.invoke({})
  const next = await simulator.invoke({})

  expect(failed.result?.functionError).toBe('Unhandled')
  expect(failed.json()).toMatchObject({ errorType: 'TypeError', errorMessage: 'no' })
  expect(next.json()).toBe(2)
  expect(simulator.generation).toBe(1)
})

test('what the handler prints belongs to its invocation', async () => {
  await using folder = await directory({
    'index.mjs': `export const handler = async (event) => { console.log('hello', event.n) }`,
  })
  await using simulator = await Simulator.start({ functionDirectory: folder.path })

  const invocation = await simulator.invoke({ n: 1 })
  await invocation.done()
  await simulator.waitFor(() => invocation.logs.length > 0, { what: 'a line' })

  expect(invocation.logs[0]?.text).toMatch(
    new RegExp(`^\\d{4}-.*Z\\t${invocation.requestId}\\tINFO\\thello 1$`),
  )
})

test('a handler that is not there is an init error that names it', async () => {
  await using folder = await directory({ 'index.mjs': 'export const other = 1' })
  await using simulator = await Simulator.start({ functionDirectory: folder.path })

  const invocation = await simulator.invoke({})

  expect(invocation.result?.errorType).toBe('Runtime.HandlerNotFound')
  expect(invocation.json()).toMatchObject({ errorMessage: expect.stringContaining('handler') })
})

test('an executable bootstrap is run as it is', async () => {
  await using folder = await directory({
    bootstrap: `#!${process.execPath}
const api = 'http://' + process.env.AWS_LAMBDA_RUNTIME_API + '/2018-06-01/runtime/invocation'
const serve = async () => {
  const event = await fetch(api + '/next')
  const id = event.headers.get('lambda-runtime-aws-request-id')
  const body = JSON.stringify({ got: await event.json() })
  await fetch(api + '/' + id + '/response', { method: 'POST', body })
  return serve()
}
serve()
`,
  })
  await chmod(join(folder.path, 'bootstrap'), 0o755)
  await using simulator = await Simulator.start({ functionDirectory: folder.path })

  const invocation = await simulator.invoke({ a: 1 })

  expect(invocation.json()).toEqual({ got: { a: 1 } })
})

test('what a function has written is still there after a reset', async () => {
  await using folder = await directory({
    'index.mjs': `import { existsSync, readFileSync, writeFileSync } from 'node:fs'
    export const handler = async (event) => {
      if (existsSync(event.file)) return { found: readFileSync(event.file, 'utf8') }
      writeFileSync(event.file, 'of the first')
      process.exit(1)
    }`,
  })
  await using simulator = await Simulator.start({ functionDirectory: folder.path })
  const event = { file: join(folder.path, 'written') }

  const first = await simulator.invoke(event)
  const second = await simulator.invoke(event)

  expect(first.result?.errorType).toBe('Runtime.ExitError')
  expect(second.json()).toEqual({ found: 'of the first' })
})

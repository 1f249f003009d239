import { expect, jest, test } from '@jest/globals'
import { functions, RunningFunction } from './running-function.ts'

jest.setTimeout(60_000)

test.each([
  ['throws', 'OrderError', 'no stock'],
  ['rejects', 'TypeError', 'not a number'],
  ['callsBackWithError', 'OrderError', 'late'],
  ['fails', 'OrderError', 'failed'],
  ['circular', 'Runtime.JSONStringifyError', expect.stringContaining('circular structure')],
  ['bigint', 'Runtime.JSONStringifyError', expect.stringContaining('BigInt')],
])('a handler that %s is reported as %s', async (name, errorType, errorMessage) => {
  await using fn = await RunningFunction.start(`failures.${name}`)

  const { kind, json, call } = await fn.invoke()

  expect(kind).toBe('error')
  expect(json).toEqual({ errorType, errorMessage, trace: expect.any(Array) })
  expect(call.headers['lambda-runtime-function-error-type']).toBe(errorType)
})

test.each([
  ['text', { errorType: 'string', errorMessage: 'just text' }],
  ['undefined', { errorType: 'undefined', errorMessage: 'undefined' }],
  ['null', { errorType: 'object', errorMessage: 'null' }],
  ['object', { errorType: 'object', errorMessage: '[object Object]' }],
])('what is thrown and no error, such as %s, is reported too', async (what, report) => {
  await using fn = await RunningFunction.start('failures.throwsWhatItIsTold')

  const { kind, json } = await fn.invoke({ what })

  expect(kind).toBe('error')
  expect(json).toEqual({ ...report, trace: [] })
})

test('a callback with text for an error fails the invocation', async () => {
  await using fn = await RunningFunction.start('failures.callsBackWithText')

  const { kind, json } = await fn.invoke()

  expect(kind).toBe('error')
  expect(json).toEqual({ errorType: 'string', errorMessage: 'text', trace: [] })
})

test('what cannot even be read is reported as handled', async () => {
  await using fn = await RunningFunction.start('failures.throwsUnreadable')

  const { kind, json } = await fn.invoke()

  expect(kind).toBe('error')
  expect(json).toMatchObject({ errorType: 'handled' })
})

test('the trace and the cause for X-Ray name the file of the handler', async () => {
  await using fn = await RunningFunction.start('failures.rejects')

  const { json, call } = await fn.invoke()
  const cause: unknown = JSON.parse(
    String(call.headers['lambda-runtime-function-xray-error-cause']),
  )

  const path = expect.stringContaining(`${functions}/failures.mjs`)
  // What called the function is of no interest, but for the call itself.
  const ours = expect.stringContaining('invoke-handler.mjs')
  expect((json as { trace: string[] }).trace).toEqual(['TypeError: not a number', path, ours])
  expect(cause).toMatchObject({
    working_directory: process.cwd(),
    exceptions: [
      {
        type: 'TypeError',
        message: 'not a number',
        stack: expect.arrayContaining([{ path, line: expect.any(Number), label: 'rejects' }]),
      },
    ],
    paths: expect.arrayContaining([path]),
  })
})

test('letters that no header can carry are escaped there and whole in the body', async () => {
  await using fn = await RunningFunction.start('failures.throwsForeignLetters')

  const { json, call } = await fn.invoke()

  expect(json).toMatchObject({ errorType: 'Fehlér', errorMessage: 'größer\nals \u{1F600}' })
  expect(call.headers['lambda-runtime-function-error-type']).toBe('Fehl\\u00e9r')
  expect(
    JSON.parse(String(call.headers['lambda-runtime-function-xray-error-cause'])),
  ).toMatchObject({ exceptions: [{ type: 'Fehlér', message: 'größer\nals \u{1F600}' }] })
})

test('a failure too long for a header is reported without its cause for X-Ray', async () => {
  await using fn = await RunningFunction.start('failures.throwsLong')

  const short = await fn.invoke({ size: 300_000 })
  const long = await fn.invoke({ size: 1_100_000 })

  expect(short.call.headers).toHaveProperty('lambda-runtime-function-xray-error-cause')
  expect(long.call.headers).not.toHaveProperty('lambda-runtime-function-xray-error-cause')
  expect(long.json).toMatchObject({ errorMessage: 'x'.repeat(1_100_000) })
})

test('a failed invocation is logged, echoed, and followed by the next', async () => {
  await using fn = await RunningFunction.start('failures.throwsOnDemand')

  const failed = await fn.invoke({ message: 'once' }, { 'Lambda-Runtime-Invocation-Id': 'd-1' })
  const [line = ''] = await fn.lines(1)
  const fine = await fn.invoke()

  expect(failed.call.headers['lambda-runtime-invocation-id']).toBe('d-1')
  const [, requestId, level, title, error = ''] = line.split('\t')
  expect([requestId, level, title]).toEqual([
    '00000000-0000-4000-8000-000000000001',
    'ERROR',
    'Invoke Error ',
  ])
  expect(JSON.parse(error)).toEqual({
    errorType: 'Error',
    errorMessage: 'once',
    stack: expect.arrayContaining(['Error: once']),
  })
  expect(fine).toMatchObject({ kind: 'response', json: 'fine' })
})

test('an event that is no JSON fails its own invocation only', async () => {
  await using fn = await RunningFunction.start('failures.throwsOnDemand')

  fn.api.deliver({
    status: 200,
    headers: { 'Lambda-Runtime-Aws-Request-Id': 'not-json' },
    body: 'not json',
  })
  const failed = await fn.outcome('not-json')
  const fine = await fn.invoke()

  expect(failed).toMatchObject({ kind: 'error', json: { errorType: 'SyntaxError' } })
  expect(fine).toMatchObject({ kind: 'response', json: 'fine' })
})

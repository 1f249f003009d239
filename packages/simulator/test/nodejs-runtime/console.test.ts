import { expect, jest, test } from '@jest/globals'
import { RunningFunction } from './running-function.ts'

jest.setTimeout(60_000)

const requestId = '00000000-0000-4000-8000-000000000001'
const time = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/

const withoutTime = (line: string) => line.split('\t').slice(1).join('\t')
const json = { AWS_LAMBDA_LOG_FORMAT: 'JSON' }

test('every line names its time, its request and its level', async () => {
  await using fn = await RunningFunction.start('logs.levels')

  await fn.invoke()
  const lines = await fn.lines(7)

  expect(lines.map((line) => line.split('\t')[0])).toEqual(
    Array(7).fill(expect.stringMatching(time)),
  )
  expect(lines.map(withoutTime)).toEqual([
    'undefined\tINFO\twhile loading',
    `${requestId}\tTRACE\ttrace`,
    `${requestId}\tDEBUG\tdebug`,
    `${requestId}\tINFO\tlog`,
    `${requestId}\tINFO\tinfo`,
    `${requestId}\tWARN\twarn`,
    `${requestId}\tERROR\terror`,
  ])
})

test('a message stays one line; what goes to standard output directly stays as it is', async () => {
  await using fn = await RunningFunction.start('logs.message')

  await fn.invoke()
  const [, message = '', raw] = await fn.lines(3)

  expect(withoutTime(message)).toBe(`${requestId}\tINFO\ttwo\rlines 2 { a: 1 }`)
  expect(raw).toBe('raw')
})

test('in JSON, a line is an object that keeps structures and errors', async () => {
  await using fn = await RunningFunction.start('logs.structures', { env: json })

  await fn.invoke()
  const lines = (await fn.lines(5)).map((line) => JSON.parse(line) as Record<string, unknown>)

  const line = { timestamp: expect.stringMatching(time), level: 'INFO', requestId }
  expect(lines).toEqual([
    { timestamp: expect.stringMatching(time), level: 'INFO', message: 'while loading' },
    { ...line, message: { order: 7 } },
    { ...line, message: 'one { order: 7 }' },
    { ...line, message: expect.stringContaining("name: 'ring'") },
    {
      ...line,
      level: 'ERROR',
      message: expect.stringContaining('failed: RangeError: too far'),
      errorType: 'RangeError',
      errorMessage: 'too far',
      stackTrace: expect.arrayContaining([
        'RangeError: too far',
        expect.stringContaining('logs.mjs'),
      ]),
    },
  ])
})

test('in JSON, an error that is logged alone is the message, with its own properties', async () => {
  await using fn = await RunningFunction.start('logs.onlyError', { env: json })

  await fn.invoke()
  const [, line = ''] = await fn.lines(2)

  expect(JSON.parse(line)).toEqual({
    timestamp: expect.stringMatching(time),
    level: 'ERROR',
    requestId,
    message: {
      errorType: 'RangeError',
      errorMessage: 'too far',
      stackTrace: expect.arrayContaining([
        'RangeError: too far',
        expect.stringContaining('logs.mjs'),
      ]),
      limit: 9,
    },
  })
})

test('in JSON, a failed invocation is an object too', async () => {
  await using fn = await RunningFunction.start('failures.throws', { env: json })

  await fn.invoke()
  const [line = ''] = await fn.lines(1)

  expect(JSON.parse(line)).toMatchObject({
    level: 'ERROR',
    requestId,
    message: 'Invoke Error',
    errorType: 'OrderError',
    errorMessage: 'no stock',
  })
})

test.each([
  ['TRACE', 7],
  ['DEBUG', 6],
  ['warn', 2],
  ['FATAL', 0],
])('in JSON, level %s lets %d of seven lines through', async (level, count) => {
  const env = { ...json, AWS_LAMBDA_LOG_LEVEL: level }
  await using fn = await RunningFunction.start('logs.levels', { env })

  await fn.invoke()
  fn.process.kill()
  const { stdout } = await fn.exited()

  expect(stdout.split('\n')).toHaveLength(count + 1)
})

test('in text, levels are not filtered', async () => {
  await using fn = await RunningFunction.start('logs.levels', {
    env: { AWS_LAMBDA_LOG_LEVEL: 'ERROR' },
  })

  await fn.invoke()

  expect(await fn.lines(7)).toHaveLength(7)
})

import { expect, test } from '@jest/globals'
import { parseArguments } from '../../src/arguments/parse-arguments.ts'
import { functionOptions, simulatorOptions } from '../../src/function/function-options.ts'
import { ScratchFolder } from '../scratch-folder.ts'

const simulator = (line: string, cwd = '/', operand?: string) =>
  simulatorOptions(
    operand,
    parseArguments(line === '' ? [] : line.split(' '), functionOptions).values,
    { env: {}, cwd },
  )

test('what is not said is left to the simulator', async () => {
  expect(await simulator('')).toEqual({ environment: {}, extensions: [], freeze: 'none' })
})

test('every flag reaches the simulator', async () => {
  await using folder = await ScratchFolder.create()
  const command = await folder.program('otel', 'observes')
  const line =
    '--handler app.main --timeout 2.5 --init-timeout 700ms --time-scale 0.25 --memory 512 --name my-fn --region eu-west-1 --freeze --env AA=1 --extension otel --log-format json --log-level debug --system-log-level warn'

  expect(await simulator(line, folder.path, '.')).toEqual({
    handler: 'app.main',
    timeoutMs: 2_500,
    initTimeoutMs: 700,
    time: { scale: 0.25 },
    memorySizeMb: 512,
    functionName: 'my-fn',
    region: 'eu-west-1',
    logFormat: 'JSON',
    applicationLogLevel: 'DEBUG',
    systemLogLevel: 'WARN',
    freeze: 'process',
    environment: { AA: '1' },
    extensions: [{ command }],
    functionDirectory: folder.path,
  })
})

test.each([
  ['--timeout 0', '--timeout must be a time from 1ms to 900s such as 3, 0.5 or 500ms, found "0"'],
  [
    '--timeout 16m',
    '--timeout must be a time from 1ms to 900s such as 3, 0.5 or 500ms, found "16m"',
  ],
  [
    '--init-timeout soon',
    '--init-timeout must be a time from 1ms to 900s such as 3, 0.5 or 500ms, found "soon"',
  ],
  [
    '--time-scale 0',
    '--time-scale must be a number above 0, at most 1000, such as 0.01, found "0"',
  ],
  ['--memory 64', '--memory must be a whole number of MB from 128 to 10240, found "64"'],
  ['--memory 1GB', '--memory must be a whole number of MB from 128 to 10240, found "1GB"'],
  ['--name my.fn', '--name must be 1 to 64 letters, digits, - or _, found "my.fn"'],
  ['--region EU', '--region must be a region such as us-east-1, found "EU"'],
  ['--log-format xml', '--log-format must be Text or JSON, found "xml"'],
  [
    '--log-format JSON --log-level loud',
    '--log-level must be TRACE, DEBUG, INFO, WARN, ERROR or FATAL, found "loud"',
  ],
  [
    '--log-format JSON --system-log-level ERROR',
    '--system-log-level must be DEBUG, INFO or WARN, found "ERROR"',
  ],
  ['--handler=', '--handler must be FILE.EXPORT such as index.handler, found ""'],
])('%s is refused', (line, message) => {
  expect(() => simulator(line)).toThrow(expect.objectContaining({ code: 'ERR_USAGE', message }))
})

test.each([
  ['--log-level INFO', '--log-level needs --log-format JSON, found none'],
  [
    '--log-format Text --system-log-level WARN',
    '--system-log-level needs --log-format JSON, found Text',
  ],
])('%s contradicts itself', async (line, message) => {
  await expect(simulator(line)).rejects.toMatchObject({ code: 'ERR_USAGE', message })
})

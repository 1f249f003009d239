import { expect, test } from '@jest/globals'
import { cli } from '../running-cli.ts'
import { functionFolder, ScratchFolder } from '../scratch-folder.ts'
import { stable } from '../stable.ts'

const greeter = functionFolder('greeter')
const report =
  'REPORT RequestId: ID\tDuration: N.NN ms\tBilled Duration: N ms\tMemory Size: 128 MB\tMax Memory Used: N MB\t'
const log = async (...args: string[]) => stable((await cli(['run', greeter, ...args])).stderr)

test('a cold and a warm invocation have the lines that Lambda writes', async () => {
  const args = [
    '--no-timeline',
    '--memory',
    '256',
    '--event',
    '{"print":"one\\ntwo"}',
    '--event',
    '{}',
  ]

  expect(await log(...args)).toBe(
    [
      'INIT_START',
      'TIME\tundefined\tINFO\tloaded',
      'START RequestId: ID Version: $LATEST',
      'TIME\tID\tINFO\tone',
      'two',
      'END RequestId: ID',
      `${report.replace('128', '256')}Init Duration: N.NN ms\t`,
      'START RequestId: ID Version: $LATEST',
      'END RequestId: ID',
      report.replace('128', '256'),
      '',
    ].join('\n'),
  )
})

test('a time-out has its own line, and a status', async () => {
  expect(await log('--no-timeline', '--timeout', '300ms', '--event', '{"hang":true}')).toBe(
    [
      'INIT_START',
      'TIME\tundefined\tINFO\tloaded',
      'START RequestId: ID Version: $LATEST',
      'TIME ID Task timed out after 0.30 seconds',
      '',
      'END RequestId: ID',
      `${report}Init Duration: N.NN ms\tStatus: timeout`,
      '',
    ].join('\n'),
  )
})

test('a time-out of 15 minutes can be had in half a second', async () => {
  const scaled = ['--timeout', '15m', '--init-timeout', '15m', '--time-scale', '0.0006']

  const text = await log('--no-timeline', ...scaled, '--event', '{"hang":true}')

  expect(text).toContain('TIME ID Task timed out after 900.00 seconds\n')
})

test('a scale that leaves a time-out no time is refused', async () => {
  const { code, stderr } = await cli(['run', greeter, '--time-scale', '0.0001'])

  expect(code).toBe(1)
  expect(stderr).toContain('timeoutMs of 3000 ms at a scale of 0.0001 lasts 0.3')
})

test('a crash is a status with an error type, and the simulator says how the process ended', async () => {
  expect(await log('--no-timeline', '--event', '{"exit":3}')).toBe(
    [
      'INIT_START',
      'TIME\tundefined\tINFO\tloaded',
      'START RequestId: ID Version: $LATEST',
      '[lambda-sim] Runtime.ExitError: Runtime exited with error: exit status 3',
      'END RequestId: ID',
      `${report}Init Duration: N.NN ms\tStatus: error\tError Type: Runtime.ExitError`,
      '',
    ].join('\n'),
  )
})

test('an init that fails is reported, and tried again inside the invocation', async () => {
  const text = await log('--no-timeline', '--handler', 'index.nothing')

  expect(text.match(/^(INIT_START|INIT_REPORT .*)$/gm)).toEqual([
    'INIT_START',
    'INIT_REPORT Init Duration: N.NN ms\tPhase: init\tStatus: error\tError Type: Runtime.HandlerNotFound',
    'INIT_REPORT Init Duration: N.NN ms\tPhase: invoke\tStatus: error\tError Type: Runtime.HandlerNotFound',
  ])
})

test("an extension's lines bear its name; it hears of each invocation and of the end", async () => {
  await using folder = await ScratchFolder.create()
  const extension = await folder.program('otel', 'observes')

  const text = await log('--no-timeline', '--extension', extension)

  expect(text.match(/^(\[extension otel\]|EXTENSION).*$/gm)).toEqual([
    'EXTENSION\tName: otel\tState: Ready\tEvents: [INVOKE,SHUTDOWN]',
    '[extension otel] INVOKE',
    '[extension otel] SHUTDOWN spindown',
  ])
})

test('after the log there is a timeline, which does not repeat it', async () => {
  const [lines, timeline = ''] = (await log('--event', '{"print":"hello"}')).split('\n\nTimeline\n')

  expect(lines).toMatch(/\tINFO\thello\n/)
  expect(timeline).toMatch(/^\+N s {2}#1 {2}platform\.initStart\n/)
  expect(timeline).toMatch(/\n\+N s {2}#1 {2}invocation ID over: success\n/)
  expect(timeline).toMatch(/\n\+N s {2}#1 {2}phase shutdown -> stopped\n$/)
  expect(timeline).not.toContain('hello')
})

test('between two invocations everything is frozen, if that is wanted', async () => {
  const text = await log('--freeze', '--event', '1', '--event', '{"exit":3}', '--event', '3')

  const story = text.match(/(?<= {2})(frozen|thawed|invocation ID (queued|over): ?\w*).*$/gm)
  expect(story).toEqual([
    'invocation ID over: success',
    'frozen: pid N in N ms',
    'thawed: pid N',
    'invocation ID over: error',
    'invocation ID over: success',
    'frozen: pid N in N ms',
    'thawed: pid N',
  ])
})

test('in JSON, Lambda writes its events and the function its lines as JSON', async () => {
  const text = await log('--no-timeline', '--log-format', 'json', '--event', '{"print":"one"}')

  const lines = text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>)
  expect(lines.map(({ type, message }) => type ?? message)).toEqual([
    'loaded',
    'platform.start',
    'one',
    'platform.report',
  ])
})

test('levels choose what of it is printed', async () => {
  const levels = ['--log-level', 'error', '--system-log-level', 'debug']

  const text = await log(
    '--no-timeline',
    '--log-format',
    'JSON',
    ...levels,
    '--event',
    '{"print":"one"}',
  )

  expect(text.match(/(?<="type":"platform\.)\w+/g)).toEqual([
    'initStart',
    'initRuntimeDone',
    'initReport',
    'start',
    'runtimeDone',
    'report',
  ])
  expect(text).not.toContain('"message"')
})

test('a level without the JSON format is refused', async () => {
  const { code, stderr } = await cli(['run', greeter, '--log-level', 'debug'])

  expect(code).toBe(2)
  expect(stderr).toContain('--log-level needs --log-format JSON, found none')
})

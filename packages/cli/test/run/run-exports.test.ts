import { expect, test } from '@jest/globals'
import { pollUntil } from '@sim/core'
import { TelemetryEvent, type OtlpTraces } from '@sim/telemetry-api'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { cli, RunningCli } from '../running-cli.ts'
import { functionFolder, ScratchFolder } from '../scratch-folder.ts'

const greeter = functionFolder('greeter')
const quiet = ['run', greeter, '--no-timeline']

async function eventsIn(path: string): Promise<TelemetryEvent[]> {
  const text = await readFile(path, 'utf8')
  expect(text).toMatch(/\n$/)
  return text
    .trimEnd()
    .split('\n')
    .map((line) => TelemetryEvent.parse(JSON.parse(line)))
}

async function spansIn(path: string) {
  const { resourceSpans } = JSON.parse(await readFile(path, 'utf8')) as OtlpTraces
  return resourceSpans.flatMap(({ scopeSpans }) => scopeSpans.flatMap(({ spans }) => spans))
}

test('every event of a run is in its file, and every phase in that of the traces', async () => {
  await using folder = await ScratchFolder.create()
  const events = ['--event', '{"print":"hello"}', '--event', '{}']
  const files = ['--telemetry', 'events.ndjson', '--traces', 'traces.json']

  const { code, stdout } = await cli([...quiet, ...events, ...files], { cwd: folder.path })

  expect({ code, stdout }).toEqual({ code: 0, stdout: '{"hello":"world"}\n{"hello":"world"}\n' })
  const told = await eventsIn(join(folder.path, 'events.ndjson'))
  expect(told.filter(({ type }) => type.startsWith('platform.')).map(({ type }) => type)).toEqual([
    'platform.initStart',
    'platform.initRuntimeDone',
    'platform.initReport',
    'platform.start',
    'platform.runtimeDone',
    'platform.report',
    'platform.start',
    'platform.runtimeDone',
    'platform.report',
  ])
  expect(told).toContainEqual({
    time: expect.any(String),
    type: 'function',
    record: expect.stringMatching(/\tINFO\thello\n$/),
  })
  const spans = await spansIn(join(folder.path, 'traces.json'))
  const ids = spans.map(({ spanId }) => spanId)
  const outermost = spans.filter(({ parentSpanId = '' }) => !ids.includes(parentSpanId))
  expect(outermost.map(({ name }) => name)).toEqual(['platform.init', 'function', 'function'])
})

test('what was in a file before is gone', async () => {
  await using folder = await ScratchFolder.create()
  const path = await folder.file('events.ndjson', 'an older run\n'.repeat(1000))

  await cli([...quiet, '--telemetry', path])

  expect((await eventsIn(path))[0]?.type).toBe('platform.initStart')
})

test('a run that fails, or is cut short, is exported as far as it came', async () => {
  await using folder = await ScratchFolder.create()
  const path = (name: string) => join(folder.path, name)
  const crash = ['--event', '{"exit":3}', '--traces', path('crash.json')]
  const hang = ['--event', '{"print":"here","hang":true}', '--timeout', '15m']

  const crashed = await cli([...quiet, ...crash])
  await using hanging = new RunningCli([...quiet, ...hang, '--traces', path('hang.json')])
  await hanging.says('stderr', /\there\n/)
  hanging.child.kill('SIGTERM')
  const { code } = await hanging.finished

  expect([crashed.code, code]).toEqual([1, 143])
  const statuses = async (name: string) =>
    (await spansIn(path(name)))
      .filter((span) => ['platform.init', 'function'].includes(span.name))
      .map((span) => [span.name, span.status?.message])
  expect(await statuses('crash.json')).toEqual([
    ['platform.init', undefined],
    ['function', 'Runtime.ExitError'],
  ])
  expect((await statuses('hang.json')).map(([name]) => name)).toEqual(['platform.init', 'function'])
})

test('events are in the file as they come, and stay there when the run is killed', async () => {
  await using folder = await ScratchFolder.create()
  const path = join(folder.path, 'events.ndjson')
  const args = ['--telemetry', path, '--event', '{}', '--event', '{"hang":true}']
  await using running = new RunningCli([...quiet, '--timeout', '15m', ...args])

  const text = await pollUntil(
    () => readFile(path, 'utf8').catch(() => ''),
    (now) => now.split('"platform.start"').length > 2,
    { what: 'the second start in the file', timeoutMs: 20_000 },
  )
  running.child.kill('SIGKILL')

  await running.finished
  expect(text).toContain('"platform.report"')
  expect((await readFile(path, 'utf8')).startsWith(text)).toBe(true)
})

test.each([
  ['--telemetry', 'missing/events.ndjson', 'its folder is not there'],
  ['--traces', 'missing/traces.json', 'its folder is not there'],
  ['--traces', 'file/traces.json', 'its folder is a file'],
  ['--telemetry', 'folder', 'it is a folder'],
])('%s %s is refused before anything starts', async (flag, name, reason) => {
  await using folder = await ScratchFolder.create()
  await mkdir(join(folder.path, 'folder'))
  await writeFile(join(folder.path, 'file'), '')

  const { code, stdout, stderr } = await cli(['run', greeter, flag, name], { cwd: folder.path })

  const path = join(folder.path, name)
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
  expect(stderr).toBe(
    `lambda-sim run: ${flag} must be a file that can be written, found ${path}: ${reason}\nSee "lambda-sim run --help".\n`,
  )
})

test('standard output, and one file for both, are refused', async () => {
  await using folder = await ScratchFolder.create()
  const refusal = async (...args: string[]) => {
    const { code, stderr } = await cli(['run', greeter, ...args], { cwd: folder.path })
    return { code, refusal: stderr.split('\n')[0] }
  }

  expect(await refusal('--telemetry', '-')).toEqual({
    code: 2,
    refusal:
      'lambda-sim run: --telemetry must be a file, found -: standard output is for the answers alone',
  })
  expect(await refusal('--telemetry', 'a.json', '--traces', './a.json')).toEqual({
    code: 2,
    refusal: `lambda-sim run: --telemetry and --traces must be different files, found ${folder.path}/a.json for both`,
  })
})

const full = process.platform === 'linux' ? test : test.skip

full('a file that takes nothing more does not stop the run, but fails it', async () => {
  const { code, stdout, stderr } = await cli([...quiet, '--telemetry', '/dev/full'])

  expect({ code, stdout }).toEqual({ code: 1, stdout: '{"hello":"world"}' })
  expect(stderr).toMatch(
    /\nlambda-sim run: what the run told must fit into its files, found \/dev\/full: ENOSPC.* \[ERR_EXPORT_FAILED\]\n$/,
  )
})

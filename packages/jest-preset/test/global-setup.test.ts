import { kernelPort } from '@sim/freeze'
import { OsProcess } from '@sim/process'
import { afterEach, expect, test } from '@jest/globals'
import { existsSync, mkdirSync, mkdtempSync, realpathSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { globalSetup, warnWithoutFreeze } from '../src/global-setup.ts'
import { globalTeardown } from '../src/global-teardown.ts'
import { ticksSinceBoot } from '../src/note-processes.ts'
import { note } from '../src/process-notes.ts'
import { runDirectory } from '../src/run-directory.ts'

const variable = 'SIM_JEST_RUN_DIRECTORY'
const project = { rootDir: tmpdir(), globals: {}, testEnvironmentOptions: {} }

afterEach(() => {
  if (process.env[variable] === undefined) return
  rmSync(runDirectory(), { recursive: true, force: true })
  delete process.env[variable]
})

const sleeper = (env: Record<string, string> = {}) =>
  OsProcess.spawn({
    name: 'sleeper',
    command: 'sleep',
    args: ['600'],
    env: { PATH: process.env['PATH'] ?? '', ...env },
  })

const startTime = (pid: number) => kernelPort().read(pid)?.startTime ?? ''

test('a run has a directory that its processes know, until it is over', async () => {
  await globalSetup({}, project)
  const directory = runDirectory()

  expect(process.env[variable]).toBe(directory)
  await globalTeardown()
  expect(existsSync(directory)).toBe(false)
  expect(process.env[variable]).toBeUndefined()
})

test('without a set-up there is one for each process that runs Jest', async () => {
  const directory = runDirectory()

  expect(runDirectory()).toBe(directory)
  await globalTeardown()
  expect(existsSync(directory)).toBe(false)
})

test('what runs left that were killed is removed, and nobody else is touched', async () => {
  const abandoned = join(tmpdir(), 'sim-jest-4194304-1-abc')
  const other = mkdtempSync(join(tmpdir(), 'sim-jest-like-'))
  mkdirSync(abandoned)

  await globalSetup({}, project)

  expect(existsSync(abandoned)).toBe(false)
  expect(existsSync(other)).toBe(true)
  rmSync(other, { recursive: true })
})

test('a noted process that still runs is ended, frozen or not, and fails the run', async () => {
  await using child = await sleeper()
  await globalSetup({}, project)
  note({
    kind: 'process',
    pid: child.pid,
    startTime: startTime(child.pid),
    what: 'runtime',
    testPath: '/a.test.js',
  })
  child.signal('SIGSTOP')

  await expect(globalTeardown()).rejects.toMatchObject({
    code: 'ERR_PROCESSES_LEFT',
    message: `no process was to outlive the tests, found 1 and ended them: runtime (pid ${child.pid}) of /a.test.js`,
  })
  expect(await child.exited).toMatchObject({ signal: 'SIGKILL' })
})

test('a stranger with the number of a noted process is left alone', async () => {
  await using child = await sleeper()
  await globalSetup({}, project)
  note({ kind: 'process', pid: child.pid, startTime: '1', what: 'runtime', testPath: '/a.test.js' })

  await globalTeardown()

  expect(child.state).toBe('running')
})

test('a daemon is known by the address that it was started with', async () => {
  await globalSetup({}, project)
  const environment = { runtimeApi: '127.0.0.1:1', testPath: '/a.test.js' }
  note({ kind: 'opened', ticks: ticksSinceBoot(), ...environment })
  await using child = await sleeper({ AWS_LAMBDA_RUNTIME_API: '127.0.0.1:1' })
  await using other = await sleeper({ AWS_LAMBDA_RUNTIME_API: '127.0.0.1:2' })
  note({ kind: 'closed', ticks: ticksSinceBoot(), ...environment })

  await expect(globalTeardown()).rejects.toMatchObject({
    message: expect.stringMatching(
      `found 1 and ended them: a daemon .pid ${child.pid}. of /a.test.js$`,
    ),
  })
  expect(other.state).toBe('running')
})

test('who was started before the environment was opened is not its own', async () => {
  await using child = await sleeper({ AWS_LAMBDA_RUNTIME_API: '127.0.0.1:1' })
  await globalSetup({}, project)
  const ticks = Number(startTime(child.pid)) + 1
  note({ kind: 'opened', runtimeApi: '127.0.0.1:1', testPath: '/a.test.js', ticks })

  await globalTeardown()

  expect(child.state).toBe('running')
})

test('wrong options end the run before it begins', async () => {
  const globals = { lambdaSim: { scope: 'suite' } }

  await expect(globalSetup({}, { ...project, globals })).rejects.toMatchObject({
    code: 'ERR_INVALID_OPTIONS',
    message: expect.stringMatching(/^the options in Jest's globals.lambdaSim are wrong: scope: /),
  })
})

test('where processes cannot be frozen there is a warning, and none elsewhere', () => {
  const warnings: unknown[] = []
  const warn = (...warning: unknown[]) => warnings.push(warning)

  warnWithoutFreeze('linux', warn)
  warnWithoutFreeze('darwin', warn)
  warnWithoutFreeze('win32', warn)

  expect(warnings).toEqual([
    [
      "freezing needs SIGSTOP, which win32 does not have: simulators with freeze: 'process' will not start",
      { type: 'SimulatorWarning', code: 'ERR_FREEZE_UNSUPPORTED_PLATFORM' },
    ],
  ])
})

test('a directory says whose it is', () => {
  expect(basename(realpathSync(runDirectory()))).toMatch(
    new RegExp(`^sim-jest-(${process.pid}|${process.ppid})-\\d+$`),
  )
  rmSync(runDirectory(), { recursive: true })
})

import { expect, test } from '@jest/globals'
import { fileURLToPath } from 'node:url'
import { extension } from '../programs.ts'
import { failing, said } from './failing-init.ts'
import { echoing, living, platformError } from './scene.ts'

test('of eleven extensions the last one is a launch error, and the ten others end', async () => {
  const waiting = Array.from({ length: 11 }, (_, index) => ({
    command: '/bin/sleep',
    args: ['1000'],
    name: `e${index}`,
  }))
  await using run = await failing({ runtime: echoing, extensions: waiting })
  const { simulator, invocation } = run

  const told = simulator.telemetry.filter('platform.extension').map(({ record }) => record)

  expect(invocation.result?.errorType).toBe('Extension.LaunchError')
  expect(invocation.json()).toEqual(
    platformError('Extension.LaunchError', invocation.requestId, 'ErrTooManyExtensions'),
  )
  expect(told).toHaveLength(22)
  expect(told[10]).toEqual({
    name: 'e10',
    state: 'LaunchError',
    events: [],
    errorType: 'TooManyExtensions',
  })
  expect(said(simulator, 'platform.initRuntimeDone')).toEqual([])
  expect(simulator.journal.entries('process.spawned')).toHaveLength(20)
  expect([...living(simulator, 1), ...living(simulator, 2)]).toEqual([])
})

test.each([
  ['/no/extension', 'no such file or directory', 'UnknownError'],
  ['/etc/passwd', 'permission denied', 'PermissionDenied'],
  [
    fileURLToPath(new URL('../fixtures/no-shebang', import.meta.url)),
    'exec format error',
    'UnknownError',
  ],
])('an extension at %s cannot be launched', async (command, reason, errorType) => {
  await using run = await failing({ runtime: echoing, extensions: [{ command, name: 'e' }] })
  const { simulator, invocation } = run

  expect(invocation.json()).toEqual(
    platformError('Extension.LaunchError', invocation.requestId, `fork/exec ${command}: ${reason}`),
  )
  expect(simulator.telemetry.filter('platform.extension')[0]?.record).toMatchObject({
    state: 'LaunchError',
    errorType,
  })
  expect(said(simulator, 'platform.initRuntimeDone')).toEqual([])
})

test.each([
  ['/no/bootstrap', 'no such file or directory'],
  ['/etc/passwd', 'permission denied'],
  [fileURLToPath(new URL('../fixtures/no-shebang', import.meta.url)), 'exec format error'],
])('a runtime at %s is a Runtime.InvalidEntrypoint', async (command, reason) => {
  await using run = await failing({ runtime: { command }, extensions: [extension('observes')] })
  const { simulator, invocation } = run

  expect(invocation.json()).toEqual(
    platformError(
      'Runtime.InvalidEntrypoint',
      invocation.requestId,
      `fork/exec ${command}: ${reason}`,
    ),
  )
  expect(said(simulator, 'platform.initRuntimeDone')).toMatchObject([
    { phase: 'init', status: 'error', errorType: 'Runtime.InvalidEntrypoint' },
    { phase: 'invoke', status: 'error', errorType: 'Runtime.InvalidEntrypoint' },
  ])
  expect([...living(simulator, 1), ...living(simulator, 2)]).toEqual([])
})

test('a runtime that is to start in a folder that is not there is a Runtime.InvalidWorkingDir', async () => {
  await using run = await failing({ runtime: { ...echoing, cwd: '/no/folder' } })
  const { simulator, invocation } = run

  expect(invocation.json()).toEqual(
    platformError(
      'Runtime.InvalidWorkingDir',
      invocation.requestId,
      "the working directory doesn't exist: /no/folder",
    ),
  )
  expect(said(simulator, 'platform.initRuntimeDone')).toEqual([])
  expect(said(simulator, 'platform.initReport')).toMatchObject([
    { phase: 'init', status: 'error', errorType: 'Runtime.InvalidWorkingDir' },
    { phase: 'invoke', status: 'error', errorType: 'Runtime.InvalidWorkingDir' },
  ])
  expect(simulator.journal.entries('process.spawned')).toEqual([])
})

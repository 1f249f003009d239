import { pollUntil } from '@sim/core'
import { expect, test } from '@jest/globals'
import { OsProcess, type SpawnError, type SpawnOptions } from '@sim/process'
import { mkdtemp, readdir, readFile, realpath, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { descendantsOf } from '../../src/os/process-tree.ts'
import { fixture, runFixture } from './run-fixture.ts'

async function folder() {
  const path = await realpath(await mkdtemp(join(tmpdir(), 'sim-process-')))
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true }) }
}

const openFiles = async () => (await readdir('/proc/self/fd')).length

/** For a program that imports this package from its source. */
const sourceCondition = { NODE_OPTIONS: '--conditions=@sim/source' }

/** The processes that this one started. Other test files may have left a leash that is still idle. */
const children = () => descendantsOf(process.pid).map(({ pid }) => pid)

const failure = async (
  options: Pick<SpawnOptions, 'command' | 'cwd' | 'args'>,
): Promise<SpawnError> => {
  const attempt = OsProcess.spawn({ name: 'it', env: {}, onOutput: () => undefined, ...options })
  return (await attempt.catch((error: unknown) => error)) as SpawnError
}

test('a child gets its arguments and its working directory as they are', async () => {
  await using place = await folder()
  await using child = await runFixture('says-how-it-was-started', ['a b', '', '$HOME'], {
    cwd: place.path,
  })

  expect(JSON.parse(await child.firstLine())).toEqual({
    env: {},
    args: ['a b', '', '$HOME'],
    cwd: place.path,
  })
})

test('a child sees the environment that it was given and nothing else', async () => {
  await using place = await folder()
  await using host = await runFixture(
    'hosts-a-child-without-environment',
    [fixture('says-how-it-was-started')],
    { env: { SECRET_OF_THE_HOST: 'yes', NODE_V8_COVERAGE: place.path, ...sourceCondition } },
  )

  expect(JSON.parse(await host.firstLine()).env).toEqual({ A: '1', B: 'x=y', C: '' })
})

test('a bare command is looked up in the path of the child', async () => {
  await using place = await folder()
  await writeFile(join(place.path, 'greet'), '#!/bin/sh\necho hello\n', { mode: 0o755 })
  const lines: string[] = []

  await using child = await OsProcess.spawn({
    name: 'greeter',
    command: 'greet',
    env: { PATH: place.path },
    onOutput: (line) => lines.push(line.text),
  })

  expect(await child.exited).toEqual({ kind: 'normal', code: 0 })
  expect(lines).toEqual(['hello'])
})

test('a child leads a group of its own', async () => {
  await using child = await runFixture('runs-forever')
  const stat = await readFile(`/proc/${child.process.pid}/stat`, 'utf8')

  const [, , group, session] = stat.slice(stat.lastIndexOf(')') + 2).split(' ')

  expect([group, session]).toEqual([`${child.process.pid}`, `${child.process.pid}`])
})

test('a missing command is told by its name, and ENOENT is kept', async () => {
  const error = await failure({ command: '/nowhere/bootstrap' })

  expect(error).toMatchObject({
    name: 'SpawnError',
    code: 'ERR_SPAWN',
    message:
      "cannot spawn it: /nowhere/bootstrap in the host's working directory: spawn /nowhere/bootstrap ENOENT",
    processName: 'it',
    command: '/nowhere/bootstrap',
    errno: 'ENOENT',
    cause: { syscall: 'spawn /nowhere/bootstrap', code: 'ENOENT' },
  })
})

test('a missing working directory is told apart from a missing command', async () => {
  const error = await failure({ command: process.execPath, cwd: '/nowhere' })

  expect(error).toMatchObject({ code: 'ERR_SPAWN', errno: 'ENOENT', cwd: '/nowhere' })
  expect(error.message).toContain(`${process.execPath} in /nowhere, which does not exist: `)
})

test('a file that may not be executed is EACCES', async () => {
  await using place = await folder()
  const command = join(place.path, 'bootstrap')
  await writeFile(command, '#!/bin/sh\n', { mode: 0o644 })

  const error = await failure({ command, cwd: place.path })

  expect(error).toMatchObject({ code: 'ERR_SPAWN', errno: 'EACCES', cwd: place.path })
  expect(error.message).toBe(
    `cannot spawn it: ${command} in ${place.path}: spawn ${command} EACCES`,
  )
})

test.each([
  ['E2BIG', { command: '/bin/true', args: ['x'.repeat(1_000_000)] }],
  ['ENOTDIR', { command: '/bin/true/bootstrap' }],
  ['ERR_INVALID_ARG_VALUE', { command: '/bin/true', args: ['\0'] }],
])('a start that fails with %s is a SpawnError like any other', async (errno, options) => {
  expect(await failure(options)).toMatchObject({ code: 'ERR_SPAWN', errno })
})

test('a failed start leaves no process and no open file', async () => {
  await failure({ command: '/nowhere/bootstrap' })
  const before = { files: await openFiles(), children: children() }

  await Promise.all(Array.from({ length: 20 }, () => failure({ command: '/nowhere/bootstrap' })))

  // Node closes the pipes of a child that failed in a later turn.
  await pollUntil(openFiles, (files) => files <= before.files, { what: 'the files to be closed' })
  expect(before.children).toEqual(expect.arrayContaining(children()))
})

test('nothing is started for a signal that was aborted before', async () => {
  await using place = await folder()
  const signal = AbortSignal.abort(new Error('called off'))

  const attempt = OsProcess.spawn({
    name: 'it',
    command: '/bin/mkdir',
    args: [join(place.path, 'started')],
    env: {},
    signal,
  })

  await expect(attempt).rejects.toThrow('called off')
  expect(await readdir(place.path)).toEqual([])
})

test('a signal that is aborted during the start ends what was started', async () => {
  await using _leashStarter = await runFixture('runs-forever')
  const controller = new AbortController()
  const before = children()
  const startedSince = () => children().filter((pid) => !before.includes(pid))

  const attempt = OsProcess.spawn({
    name: 'it',
    command: '/bin/sleep',
    args: ['1000'],
    env: {},
    signal: controller.signal,
  })
  const started = startedSince()
  controller.abort(new Error('called off'))

  await expect(attempt).rejects.toThrow('called off')
  expect(started).toHaveLength(1)
  expect(startedSince()).toEqual([])
})

test('a signal that is aborted later has no effect', async () => {
  const controller = new AbortController()
  await using child = await runFixture('runs-forever', [], { signal: controller.signal })

  controller.abort()
  await child.firstLine()

  expect(child.process.state).toBe('running')
})

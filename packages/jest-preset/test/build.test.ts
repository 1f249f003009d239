import { afterEach, beforeEach, expect, test } from '@jest/globals'
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ensureBuilt } from '../src/build.ts'

const variable = 'SIM_JEST_RUN_DIRECTORY'
let folder = ''

beforeEach(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'build-test-')))
  process.env[variable] = join(folder, 'run')
})

afterEach(() => {
  rmSync(folder, { recursive: true })
  delete process.env[variable]
})

const build = (command: string, cwd?: string) => ({ command, cwd, timeoutMs: 20_000 })

test('whoever comes first builds, and everyone waits for it', async () => {
  const builds = [build('echo begin >> log; read -r _ < /dev/null; echo end >> log')]

  await Promise.all([
    ensureBuilt(builds, folder),
    ensureBuilt(builds, folder),
    ensureBuilt(builds, folder),
  ])

  expect(readFileSync(join(folder, 'log'), 'utf8')).toBe('begin\nend\n')
})

test('the same command elsewhere is another build', async () => {
  const project = join(folder, 'project')
  mkdirSync(project)

  await ensureBuilt([build('echo built >> log'), build('echo built >> log', '..')], project)

  expect(readFileSync(join(project, 'log'), 'utf8')).toBe('built\n')
  expect(readFileSync(join(folder, 'log'), 'utf8')).toBe('built\n')
})

test('a failure shows what the tool printed, to everyone, and is not tried again', async () => {
  const builds = [build('echo tried >> log; echo out; echo err >&2; exit 3')]

  const [first, second] = await Promise.allSettled([
    ensureBuilt(builds, folder),
    ensureBuilt(builds, folder),
  ])

  expect(first).toMatchObject({ status: 'rejected', reason: { code: 'ERR_BUILD_FAILED' } })
  expect((first as PromiseRejectedResult).reason.message.split('\n').toSorted()).toEqual(
    [
      '',
      'err',
      'out',
      `the build \`${builds[0]?.command}\` in ${folder} was to succeed, but exit status 3`,
    ].toSorted(),
  )
  expect((second as PromiseRejectedResult).reason.message).toBe(
    (first as PromiseRejectedResult).reason.message,
  )
  expect(readFileSync(join(folder, 'log'), 'utf8')).toBe('tried\n')
})

test('a build that takes too long is ended', async () => {
  await expect(
    ensureBuilt([{ ...build('sleep 600'), timeoutMs: 50 }], folder),
  ).rejects.toMatchObject({
    message: expect.stringContaining('was to succeed, but took longer than 50 ms'),
  })
})

test('a build whose process has died is not waited for', async () => {
  await ensureBuilt([build('true')], folder)
  const run = join(folder, 'run')
  const [lock = ''] = readdirSync(run).filter((name) => name.endsWith('.lock'))
  rmSync(join(run, lock.replace('.lock', '')))
  writeFileSync(join(run, lock), '4194304')

  await expect(ensureBuilt([build('true')], folder)).rejects.toMatchObject({
    code: 'ERR_BUILD_FAILED',
    message: expect.stringContaining('process 4194304, which ran it, is gone'),
  })
})

import { expect, test } from '@jest/globals'
import { Environment, type ProcessLog } from '@sim/process'
import { execFile } from 'node:child_process'
import { join } from 'node:path'
import process from 'node:process'
import { promisify } from 'node:util'
import { puppet } from './puppet.ts'
import { quiet } from './quiet.ts'

const run = promisify(execFile)

/** A log that keeps the lines of its levels. */
function logOf(...levels: (keyof ProcessLog)[]) {
  const lines: [level: string, text: string, fields: unknown][] = []
  const log: ProcessLog = {}
  for (const level of levels) log[level] = (text, fields) => lines.push([level, text, fields])
  return { log, lines }
}

const texts = (lines: readonly unknown[][]): unknown[] =>
  lines.map(([level, text]) => [level, text])

test('a failure is a warning, in full at level debug', async () => {
  const { log, lines } = logOf('warn', 'debug')
  await using environment = new Environment({ id: 'env', log })
  const [a, b] = [await puppet(environment), await puppet(environment, { trapExit: true })]
  b.self.link(a.handle)

  a.throw(new Error('it failed'))
  const reason = await a.handle.exited

  expect(texts(lines)).toEqual([
    ['warn', 'Process 1 failed, notifying: 1 links'],
    ['debug', 'failure: it failed'],
  ])
  expect(lines[0]?.[2]).toEqual({ pid: 'env/1', names: [], reason, links: 1 })
})

test('a failure points to level debug where nobody listens to that', async () => {
  const { log, lines } = logOf('warn')
  await using environment = new Environment({ log })
  const a = await puppet(environment)

  a.throw(new Error('it failed'))
  await a.handle.exited

  const text = 'Process 1 failed, notifying: 0 links (log at level debug to see why)'
  expect(texts(lines)).toEqual([['warn', text]])
})

test('a process is called by its names, in the order in which it was given them', async () => {
  const { log, lines } = logOf('warn', 'debug')
  await using environment = new Environment({ log })
  const a = await puppet(environment, { name: 'web/api' })
  environment.register('short', a.handle.pid)

  await a.handle.kill()

  expect(texts(lines)).toEqual([
    ['warn', "Process 'web/api' / 'short' was killed, notifying: 0 links"],
  ])
})

test('a death by a link says by which', async () => {
  const { log, lines } = logOf('warn')
  await using environment = new Environment({ id: 'env', log })
  const [a, b] = [await puppet(environment), await puppet(environment)]
  b.self.link(a.handle)

  await a.handle.kill()

  expect(texts(lines)).toEqual([
    ['warn', 'Process 1 was killed, notifying: 1 links'],
    ['warn', 'Process 2 was killed by its link to env/1, notifying: 0 links'],
  ])
})

test('an end that was expected is not worth a line', async () => {
  const { log, lines } = logOf('warn', 'debug')
  await using environment = new Environment({ log })
  const [a, b] = [await puppet(environment), await puppet(environment)]

  a.return()
  void b.handle.stop()
  b.return()
  await quiet()

  expect(b.handle.exit).toMatchObject({ kind: 'shutdown' })
  expect(lines).toEqual([])
})

/** A program of its own, because Jest fails a test in which a rejection goes unhandled. */
const fixture = join(import.meta.dirname, 'fixtures', 'hearers-that-throw.ts')

test('who throws on hearing of a death keeps nobody else from being told', async () => {
  const { stdout } = await run(process.execPath, ['--conditions=@sim/source', fixture])

  expect(JSON.parse(stdout)).toEqual({
    reason: { kind: 'killed' },
    heard: 'process-died',
    unhandled: ['Error: the disk is full', 'Error: it cannot hear'],
  })
})

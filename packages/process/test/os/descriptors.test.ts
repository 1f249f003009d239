import { ManualClock, pollUntil } from '@sim/core'
import { expect, test } from '@jest/globals'
import { OsProcess, type OutputReader, type SpawnError } from '@sim/process'
import process from 'node:process'
import { testInCgroup } from './in-cgroup.ts'
import { osWorld } from './os-world.ts'
import { isAlive } from './is-alive.ts'
import { runFixture, texts } from './run-fixture.ts'

/** Keeps what it reads. */
class Kept implements OutputReader {
  text = ''
  ends = 0

  push(chunk: Buffer): void {
    this.text += chunk.toString()
  }

  end(): void {
    this.ends += 1
  }
}

const written = (descriptor: number) => `first to ${descriptor};last to ${descriptor}`

test('what a child writes to descriptor 3 and 4 is read before its death is told', async () => {
  const readers = [new Kept(), new Kept()]
  await using child = await runFixture('writes-to-further-descriptors', ['3', '4'], {
    descriptors: readers,
  })

  await child.process.exited

  expect(readers.map(({ text, ends }) => [text, ends])).toEqual([
    [written(3), 1],
    [written(4), 1],
  ])
  expect(texts(child.lines)).toEqual(['done'])
})

test('a child that is killed leaves what it wrote', async () => {
  const reader = new Kept()
  await using child = await runFixture('writes-to-further-descriptors', ['3', 'and-dies'], {
    descriptors: [reader],
  })

  await child.process.exited

  expect([reader.text, reader.ends]).toEqual([written(3), 1])
})

test('a child that writes nothing has its readers told of the end', async () => {
  const reader = new Kept()
  await using child = await runFixture('ends-quietly', [], { descriptors: [reader] })

  await child.process.exited

  expect([reader.text, reader.ends]).toEqual(['', 1])
})

test('without readers no further descriptor is open', async () => {
  const opened: string[] = []
  await using shell = await OsProcess.spawn({
    name: 'looks at descriptor 3',
    command: '/bin/sh',
    args: ['-c', '{ true >&3; } 2>/dev/null && echo open || echo closed'],
    env: {},
    onOutput: ({ text }) => opened.push(text),
  })

  await shell.exited

  expect(opened).toEqual(['closed'])
})

test('more than six descriptors are refused', async () => {
  const attempt = OsProcess.spawn({
    name: 'too much',
    command: process.execPath,
    env: {},
    descriptors: Array.from({ length: 7 }, () => new Kept()),
  })

  const error = (await attempt.catch((thrown: unknown) => thrown)) as SpawnError

  expect(error.code).toBe('ERR_SPAWN')
  expect(error.message).toContain('at most 6 further descriptors are passed, found 7')
})

test('a grandchild that holds the descriptor delays the news by drainMs at the most', async () => {
  const clock = new ManualClock()
  const reader = new Kept()
  await using child = await runFixture('leaves-a-grandchild-with-its-descriptor', [], {
    clock,
    drainMs: 300,
    descriptors: [reader],
  })
  const grandchild = Number(await child.firstLine())
  using _cleanUp = { [Symbol.dispose]: () => process.kill(grandchild, 'SIGKILL') }
  await pollUntil(
    () => child.process.state,
    (state) => state === 'stopping',
    { what: 'the exit to be seen' },
  )

  clock.advance(299)
  const before = [child.process.exit, reader.ends]
  clock.advance(1)
  await child.process.exited

  expect(before).toEqual([undefined, 0])
  expect(reader.ends).toBe(1)
  expect(isAlive(grandchild)).toBe(true)
})

testInCgroup('in a group, descriptors are those of the command', async (group) => {
  const readers = Array.from({ length: 6 }, () => new Kept())
  await using child = await runFixture('writes-to-further-descriptors', ['3', '8'], {
    cgroup: group.path,
    descriptors: readers,
  })

  await child.process.exited

  expect(readers.map(({ text }) => text)).toEqual([written(3), '', '', '', '', written(8)])
})

testInCgroup('in a group, nothing of the start is left open behind descriptors', async (group) => {
  const opened: string[] = []
  await using shell = await OsProcess.spawn({
    name: 'looks at descriptor 4',
    command: '/bin/sh',
    args: ['-c', '{ true >&4; } 2>/dev/null && echo open || echo closed'],
    env: {},
    cgroup: group.path,
    onOutput: ({ text }) => opened.push(text),
    descriptors: [new Kept()],
  })

  await shell.exited

  expect(opened).toEqual(['closed'])
})

test('a program under a supervisor has its descriptors read before its death is told', async () => {
  await using world = osWorld()
  const reader = new Kept()
  const supervisor = await world.environment.supervise({ children: [] })
  const options = world.program('writes-to-further-descriptors', ['3'], { descriptors: [reader] })

  const handle = await supervisor.startChild({
    id: 'child',
    restart: 'temporary',
    start: (spawner) => spawner.spawnOs(options),
  })
  await handle.exited

  expect(reader.text).toBe(written(3))
})

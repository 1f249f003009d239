import { ManualClock, pollUntil } from '@sim/core'
import { expect, jest, test } from '@jest/globals'
import { OsProcess, type OsExitReason } from '@sim/process'
import { readdir } from 'node:fs/promises'
import process from 'node:process'
import { descendantsOf } from '../../src/os/process-tree.ts'
import { runFixture, texts } from './run-fixture.ts'

test.each<[name: string, args: string[], reason: OsExitReason]>([
  ['ends-quietly', [], { kind: 'normal', code: 0 }],
  ['exits-with-3', [], { kind: 'failure', code: 3 }],
  ['dies-of-a-signal', ['SIGSEGV'], { kind: 'failure', signal: 'SIGSEGV' }],
  ['dies-of-a-signal', ['SIGKILL'], { kind: 'failure', signal: 'SIGKILL' }],
  ['dies-of-a-signal', ['SIGTERM'], { kind: 'failure', signal: 'SIGTERM' }],
])('%s %j is told as the operating system reported it', async (name, args, reason) => {
  await using child = await runFixture(name, args)

  expect(await child.process.exited).toEqual(reason)
  expect(child.process.exit).toEqual(reason)
})

test('a process says what it is and how it stands', async () => {
  await using child = await runFixture('runs-forever')
  const { process: running } = child
  const states = [running.state]

  const stopped = running.stop()
  states.push(running.state)
  await stopped
  states.push(running.state)

  expect(running).toMatchObject({ name: 'runs-forever', command: process.execPath })
  expect(running.pid).toBeGreaterThan(1)
  expect(states).toEqual(['running', 'stopping', 'exited'])
})

test('a process that ended by itself is stopping until its output is over', async () => {
  const clock = new ManualClock()
  await using child = await runFixture(
    'leaves-a-grandchild-with-its-output',
    ['in-its-own-session'],
    {
      clock,
    },
  )
  const grandchild = Number(await child.firstLine())
  using _cleanUp = { [Symbol.dispose]: () => process.kill(grandchild, 'SIGKILL') }

  await pollUntil(
    () => child.process.state,
    (state) => state === 'stopping',
    { what: 'the exit to be seen' },
  )
  const heard = child.process.signal('SIGTERM')
  const killed = child.process.kill({ deadlineMs: 0 })
  clock.advance(200)

  expect(heard).toBe(false)
  expect(await killed).toEqual({ kind: 'normal', code: 0 })
})

test('a signal reaches the process and is not taken for a wish to end it', async () => {
  await using child = await runFixture('ignores-sigterm')
  await child.firstLine()

  const heard = child.process.signal('SIGTERM')
  await pollUntil(
    () => texts(child.lines),
    (lines) => lines.includes('heard SIGTERM'),
    { what: 'the handler' },
  )
  const state = child.process.state
  child.process.signal('SIGINT')

  expect(heard).toBe(true)
  expect(state).toBe('running')
  expect(await child.process.exited).toEqual({ kind: 'failure', signal: 'SIGINT' })
  expect(child.process.signal('SIGTERM')).toBe(false)
})

test('nobody is signalled for a process that is gone', async () => {
  await using child = await runFixture('exits-with-3')
  await child.process.exited
  using kill = jest.spyOn(process, 'kill')

  expect(child.process.signal('SIGTERM')).toBe(false)
  await child.process.stop()
  await child.process.kill()

  expect(kill).not.toHaveBeenCalled()
})

test('the host listens for its own exit as long as it has processes', async () => {
  const before = process.listenerCount('exit')

  await using one = await runFixture('runs-forever')
  await using other = await runFixture('runs-forever')
  const during = process.listenerCount('exit')
  await Promise.all([one.process.stop(), other.process.stop()])

  expect(during).toBe(before + 1)
  expect(process.listenerCount('exit')).toBe(before)
})

test('two hundred processes leave nothing behind', async () => {
  const openFiles = async () => (await readdir('/proc/self/fd')).length
  const runOne = async () => {
    const one = await OsProcess.spawn({
      name: 'one',
      command: '/bin/echo',
      args: ['hello'],
      env: {},
      stdin: 'pipe',
      onOutput: (line) => said.push(line.text),
    })
    return one.exited
  }
  const said: string[] = []
  await runOne()
  const before = await openFiles()
  const children = descendantsOf(process.pid)

  for (let round = 0; round < 10; round += 1) {
    await Promise.all(Array.from({ length: 20 }, runOne))
  }

  expect(said).toHaveLength(201)
  // Less, if the leash of another test file has gone home meanwhile.
  expect(await openFiles()).toBeLessThanOrEqual(before)
  expect(children).toEqual(expect.arrayContaining(descendantsOf(process.pid)))
})

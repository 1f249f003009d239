import { ManualClock, pollUntil } from '@sim/core'
import { expect, jest, test } from '@jest/globals'
import { OsProcess } from '@sim/process'
import process from 'node:process'
import { blockUntilGone, isAlive, untilGone, untilStopped } from './is-alive.ts'
import { runFixture, texts } from './run-fixture.ts'

test('stop asks with SIGTERM and takes whatever end follows', async () => {
  await using polite = await runFixture('exits-with-0-on-sigterm')
  await using plain = await runFixture('runs-forever')
  await Promise.all([polite.firstLine(), plain.firstLine()])

  const reasons = await Promise.all([polite.process.stop(), plain.process.stop()])

  expect(reasons).toEqual([
    { kind: 'shutdown', code: 0 },
    { kind: 'shutdown', signal: 'SIGTERM' },
  ])
})

test('stop asks with another signal if told so', async () => {
  await using child = await runFixture('ignores-sigterm')
  await child.firstLine()

  expect(await child.process.stop({ signal: 'SIGINT' })).toEqual({
    kind: 'shutdown',
    signal: 'SIGINT',
  })
})

test('stop refuses what is no signal and changes nothing', async () => {
  await using child = await runFixture('runs-forever')

  const stopped = child.process.stop({ signal: 'SIGNONSENSE' as NodeJS.Signals })

  await expect(stopped).rejects.toMatchObject({ code: 'ERR_UNKNOWN_SIGNAL' })
  expect(child.process.state).toBe('running')
})

test('a process that is stopped hears SIGTERM all the same', async () => {
  await using child = await runFixture('exits-with-0-on-sigterm')
  await child.firstLine()
  child.process.signal('SIGSTOP')
  await untilStopped(child.process.pid)

  const reason = await child.process.stop({ deadlineMs: Infinity })

  expect(reason).toEqual({ kind: 'shutdown', code: 0 })
})

test('a process that ignores SIGTERM is killed at the deadline, as part of the stop', async () => {
  const clock = new ManualClock()
  await using child = await runFixture('ignores-sigterm', [], { clock })
  await child.firstLine()

  const stopped = child.process.stop({ deadlineMs: 500 })
  await pollUntil(
    () => texts(child.lines),
    (lines) => lines.includes('heard SIGTERM'),
    { what: 'the handler' },
  )
  clock.advance(499)
  const isAliveBefore = isAlive(child.process.pid)
  clock.advance(1)

  expect(await stopped).toEqual({ kind: 'shutdown', signal: 'SIGKILL' })
  expect(isAliveBefore).toBe(true)
})

test('of several stops the earliest deadline counts, and SIGTERM is sent once', async () => {
  const clock = new ManualClock()
  await using child = await runFixture('ignores-sigterm', [], { clock })
  await child.firstLine()

  const patient = child.process.stop({ deadlineMs: Infinity })
  await pollUntil(
    () => texts(child.lines),
    (lines) => lines.includes('heard SIGTERM'),
    { what: 'the handler' },
  )
  const hasty = child.process.stop({ deadlineMs: 10 })
  clock.advance(10)

  expect(await hasty).toEqual({ kind: 'shutdown', signal: 'SIGKILL' })
  expect(await patient).toBe(await hasty)
  expect(texts(child.lines)).toEqual(['ready', 'heard SIGTERM'])
})

test('kill ends a process at once, also one that is stopped', async () => {
  await using running = await runFixture('ignores-sigterm')
  await using stopped = await runFixture('ignores-sigterm')
  stopped.process.signal('SIGSTOP')
  await untilStopped(stopped.process.pid)

  const reasons = await Promise.all([running.process.kill(), stopped.process.kill()])

  expect(reasons).toEqual([
    { kind: 'killed', signal: 'SIGKILL' },
    { kind: 'killed', signal: 'SIGKILL' },
  ])
})

test('a process that does not end although it was killed is reported, and can be killed again', async () => {
  const clock = new ManualClock()
  await using child = await runFixture('runs-forever', [], { clock })
  const { pid } = child.process
  using deaf = jest.spyOn(process, 'kill').mockReturnValue(true)

  const killed = child.process.kill({ deadlineMs: 700 })
  clock.advance(700)
  const error: unknown = await killed.catch((reason: unknown) => reason)
  const state = child.process.state
  deaf.mockRestore()

  expect(error).toMatchObject({
    name: 'UnkillableError',
    code: 'ERR_UNKILLABLE',
    message: `runs-forever (pid ${pid}) did not end within 700 ms of SIGKILL`,
    processName: 'runs-forever',
    pid,
    deadlineMs: 700,
  })
  expect(error).not.toHaveProperty('cause')
  expect(state).toBe('stopping')
  expect(await child.process.kill()).toEqual({ kind: 'killed', signal: 'SIGKILL' })
})

test('a host that was busy past the deadline does not call a dead process unkillable', async () => {
  // One thread: the first thread of several may look dead while the others still are not.
  const options = { name: 'sleeper', command: '/bin/sleep', args: ['1000'], env: {} }
  await using child = await OsProcess.spawn(options)

  const killed = child.kill({ deadlineMs: 5 })
  blockUntilGone(child.pid, 10)

  expect(await killed).toEqual({ kind: 'killed', signal: 'SIGKILL' })
})

test('a process that may not be signalled is reported with the refusal as the cause', async () => {
  const clock = new ManualClock()
  await using child = await runFixture('runs-forever', [], { clock })
  const refusal = Object.assign(new Error('kill EPERM'), { code: 'EPERM' })
  using forbidden = jest.spyOn(process, 'kill').mockImplementation(() => {
    throw refusal
  })

  const stopped = child.process.stop({ deadlineMs: 0 })
  clock.advance(0)
  await pollUntil(
    () => forbidden.mock.calls.map(([, signal]) => signal),
    (signals) => signals.includes('SIGKILL'),
    { what: 'SIGKILL' },
  )
  clock.advance(9_000)
  const error: unknown = await stopped.catch((reason: unknown) => reason)

  expect(error).toMatchObject({ code: 'ERR_UNKILLABLE', deadlineMs: 9_000, cause: refusal })
})

test('the first asker gives the reason, and everyone gets the same one', async () => {
  await using asked = await runFixture('ignores-sigterm')
  await using killed = await runFixture('ignores-sigterm')
  await Promise.all([asked.firstLine(), killed.firstLine()])

  const ends = await Promise.all([
    Promise.all([asked.process.stop(), asked.process.kill(), asked.process.stop()]),
    Promise.all([killed.process.kill(), killed.process.stop(), killed.process.kill()]),
  ])

  expect(ends.map((reasons) => reasons[0])).toEqual([
    { kind: 'shutdown', signal: 'SIGKILL' },
    { kind: 'killed', signal: 'SIGKILL' },
  ])
  for (const reasons of ends) expect(new Set(reasons).size).toBe(1)
})

test('stopping or killing what has ended changes nothing', async () => {
  await using child = await runFixture('exits-with-3')
  const reason = await child.process.exited

  expect(await child.process.stop()).toBe(reason)
  expect(await child.process.kill({ deadlineMs: 0 })).toBe(reason)
  expect(reason).toEqual({ kind: 'failure', code: 3 })
})

test('disposing of a process stops it, and may be done again', async () => {
  const child = await runFixture('exits-with-0-on-sigterm')
  await child.firstLine()

  await child.process[Symbol.asyncDispose]()
  await child.process[Symbol.asyncDispose]()

  expect(child.process.exit).toEqual({ kind: 'shutdown', code: 0 })
})

test.each(['stop', 'kill'] as const)('%s ends the whole family', async (end) => {
  await using family = await runFixture('has-a-family')
  const pids = JSON.parse(await family.firstLine()) as number[]
  using _cleanUp = {
    [Symbol.dispose]: () => pids.filter(isAlive).forEach((pid) => process.kill(pid, 9)),
  }

  await family.process[end]()

  expect(pids).toHaveLength(5)
  await untilGone(pids)
})

import { expect, jest, test } from '@jest/globals'
import process from 'node:process'
import { startTimeOf } from '../../src/os/process-tree.ts'
import { signalGroup, sweep } from '../../src/os/signal-group.ts'
import { isAlive, stateOf, untilGone, untilStopped } from './is-alive.ts'
import { runFixture } from './run-fixture.ts'

test.each([0, 1, -1, -77, 1.5, Number.NaN])('%d is never signalled', (pid) => {
  // Were it signalled in earnest, everyone would hear it.
  using kill = jest.spyOn(process, 'kill').mockReturnValue(true)

  expect(() => signalGroup(pid, 'SIGURG')).toThrow(
    expect.objectContaining({
      code: 'ERR_PID',
      message: `a process id is needed, got ${pid}: use an integer above 1`,
    }),
  )
  expect(() => sweep(pid, [])).not.toThrow()
  expect(kill).not.toHaveBeenCalled()
})

test('a signal reaches everyone in the group', async () => {
  await using family = await runFixture('has-a-family')
  const [root, inGroup, inSession] = JSON.parse(await family.firstLine()) as [
    number,
    number,
    number,
  ]

  expect(signalGroup(root, 'SIGSTOP')).toBe(true)

  await untilStopped(root)
  await untilStopped(inGroup)
  expect(stateOf(inSession)).not.toBe('T')
})

test('a process that leads no group is signalled alone', async () => {
  await using family = await runFixture('has-a-family')
  const [root, inGroup] = JSON.parse(await family.firstLine()) as [number, number]

  expect(signalGroup(inGroup, 'SIGKILL')).toBe(true)

  await untilGone([inGroup])
  expect(isAlive(root)).toBe(true)
})

test('nobody hears a signal when nobody is left', async () => {
  await using over = await runFixture('exits-with-3')
  await over.process.exited

  expect(signalGroup(over.process.pid, 'SIGTERM')).toBe(false)
})

test('a sweep spares whoever has taken over a number', async () => {
  await using innocent = await runFixture('runs-forever')
  await using guilty = await runFixture('runs-forever')
  const nobody = 2 ** 30

  sweep(nobody, [
    { pid: innocent.process.pid, startTime: 'another' },
    { pid: guilty.process.pid, startTime: startTimeOf(guilty.process.pid) as string },
  ])

  expect(await guilty.process.exited).toEqual({ kind: 'failure', signal: 'SIGKILL' })
  expect(innocent.process.state).toBe('running')
  expect(isAlive(innocent.process.pid)).toBe(true)
})

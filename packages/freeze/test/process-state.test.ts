import { expect, jest, test } from '@jest/globals'
import { FreezeController, identify, kernelPort, processState } from '@sim/freeze'
import process from 'node:process'
import { controllerOf, fixture, run, runZombie } from './running.ts'

jest.setTimeout(60_000)

test('a process is read with its parent, its group and its threads', async () => {
  await using child = await run('sleep', ['1000'])

  const state = processState(child.pid)

  expect(state).toMatchObject({ pid: child.pid, ppid: process.pid, pgrp: child.pid })
  expect(state).toMatchObject({ startTime: identify(child.pid).startTime })
  expect(state).toMatchObject({
    threads: [{ tid: child.pid, state: expect.stringMatching(/[RSD]/) }],
  })
})

test('a name with parentheses and state letters in it confuses nothing', async () => {
  await using child = await fixture('has-a-strange-name')
  await child.line()
  await controllerOf(child.pid).freezeAtEpoch(0)

  const state = processState(child.pid)

  expect(state).toMatchObject({ state: 'T', ppid: process.pid, pgrp: child.pid })
})

test('a zombie is shown as one, and what is not there as gone', async () => {
  await using zombie = await runZombie()

  const before = processState(zombie.pid)
  await zombie[Symbol.asyncDispose]()
  const gone = processState(zombie.ppid)

  expect(before).toMatchObject({ state: 'Z', ppid: zombie.ppid })
  expect(gone).toBe('gone')
})

test.each([0, -1, 1.5, NaN])('%d is no process to be asked for', (pid) => {
  expect(() => processState(pid)).toThrow(
    expect.objectContaining({ code: 'ERR_FREEZE_DANGEROUS_PID' }),
  )
})

test('on Windows nothing can be stopped, which is said at once, unless the mode is none', () => {
  const port = kernelPort('win32')
  const unsupported = expect.objectContaining({ code: 'ERR_FREEZE_UNSUPPORTED_PLATFORM' })

  expect(() => new FreezeController({ mode: 'process', port })).toThrow(unsupported)
  expect(() => identify(4_000, port)).toThrow(unsupported)
  expect(() => processState(4_000, port)).toThrow(unsupported)
  const controller = new FreezeController({ port })
  controller.register(4_000)
  expect(controller.members).toEqual([{ pid: 4_000, startTime: '' }])
})

import { expect, jest, test } from '@jest/globals'
import { FreezeController, identify, kernelPort, processState } from '@sim/freeze'
import { execFileSync } from 'node:child_process'
import process from 'node:process'
import { areRunning, areStopped } from './kernel.ts'
import { runZombie, sh } from './running.ts'

jest.setTimeout(60_000)

const port = kernelPort('darwin')

const version = psVersion()
const wherePs = version === undefined ? test.skip : test
// Older ones compute start times from a boot time that they measure anew, and so differ by a second.
const whereSteady = /procps-ng [0-3]\./.test(version ?? '') ? test.skip : wherePs

wherePs('without /proc a process is read with its parent, its group and its children', async () => {
  await using shell = await sh('sleep 1000 & echo $!; wait')
  const [child = 0] = await shell.pids()

  const state = processState(shell.pid, port)

  expect(state).toMatchObject({
    ppid: process.pid,
    pgrp: shell.pid,
    startTime: expect.stringMatching(/^\w{3} \w{3} \d+ [\d:]{8} \d{4}$/),
    threads: [{ tid: shell.pid, state: expect.stringMatching(/[RSD]/) }],
  })
  expect(port.children(shell.pid)).toEqual([child])
})

wherePs('without /proc a zombie is a zombie, and what is not there is gone', async () => {
  await using zombie = await runZombie()

  expect(processState(zombie.pid, port)).toMatchObject({ state: 'Z' })
  expect(processState(2 ** 22, port)).toBe('gone')
  expect(() => identify(zombie.pid, port)).toThrow(/there is no process/)
})

whereSteady(
  'without /proc a tree is stopped and resumed all the same',
  async () => {
    await using shell = await sh('sleep 1000 & echo $!; wait')
    const [child = 0] = await shell.pids()
    const controller = new FreezeController({ mode: 'process', port, stopTimeoutMs: 20_000 })
    controller.register(shell.pid)

    const outcome = await controller.freezeAtEpoch(0)
    const wereStopped = areStopped(shell.pid, child)
    controller.unfreeze()

    expect([outcome, wereStopped]).toEqual(['frozen', true])
    expect(areRunning(shell.pid, child)).toBe(true)
  },
  20_000,
)

/** What `ps` says of itself, if there is one: small images have none. */
function psVersion(): string | undefined {
  try {
    return execFileSync('ps', ['--version'], { encoding: 'utf8', stdio: 'pipe' })
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ENOENT' ? undefined : 'not procps'
  }
}

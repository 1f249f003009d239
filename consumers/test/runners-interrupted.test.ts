import { pollUntil } from '@sim/core'
import { expect, test } from '@jest/globals'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { layOut } from '../test-runners/lay-out.ts'
import { leftBehind } from '../test-runners/left-behind.ts'
import { startRunner } from '../test-runners/start-runner.ts'

test.each([
  { runner: 'jest-29', how: 'in one process', args: ['-i', 'one'], files: ['one'] },
  { runner: 'jest-30', how: 'in one process', args: ['-i', 'one'], files: ['one'] },
  { runner: 'jest-30', how: 'of two workers', args: ['-w', '2'], files: ['one', 'two'] },
] as const)('$runner $how leaves nothing behind when it is interrupted or killed', async (row) => {
  for (const signal of ['SIGINT', 'SIGKILL'] as const) {
    const folder = layOut(row.runner, 'hangs', `hangs-${signal}-${row.files.length}`)
    const jest = startRunner(folder, ['jest', '--ci', ...row.args])
    const hangs = () => row.files.every((name) => existsSync(join(folder, `${name}.hangs`)))
    await pollUntil(hangs, (all) => all, { what: 'every test to hang', timeoutMs: 60_000 })

    jest.kill(signal)
    await jest.finished

    const left = () => leftBehind(folder)
    await pollUntil(left, (pids) => pids.length === 0, { what: `the end of all after ${signal}` })
    expect(left()).toEqual([])
  }
})

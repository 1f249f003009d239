import { describe, expect, test } from '@jest/globals'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { run } from '../installation/run.ts'
import { layOut } from '../test-runners/lay-out.ts'
import { leftBehind } from '../test-runners/left-behind.ts'
import { runRunner } from '../test-runners/start-runner.ts'
import { steady } from '../test-runners/steady.ts'

describe.each(['jest-29', 'jest-30'] as const)('%s', (runner) => {
  test('in one process, without any flag, all tests pass', async () => {
    const folder = layOut(runner, 'cjs', 'in-band')

    const { code, output } = await runRunner(folder, [
      'jest',
      '-i',
      '--ci',
      '--testPathIgnorePatterns=failing',
    ])

    expect(steady(output, folder)).toMatch(/^Tests: +\d+ passed, \d+ total$/m)
    expect(output).not.toMatch(/did not exit|open handle/i)
    expect(code).toBe(0)
    expect(leftBehind(folder)).toEqual([])
  })

  test('with a global set-up of the user instead of ours', async () => {
    const folder = layOut(runner, 'own-global-setup')

    const { code, output } = await runRunner(folder, ['jest', '-w', '2', '--ci'])

    expect(output).toContain('the own tear-down ran')
    expect(output).toMatch(/^Tests: +2 passed, 2 total$/m)
    expect(code).toBe(0)
    expect(readFileSync(join(folder, 'log.txt'), 'utf8')).toBe('built\n')
    expect(leftBehind(folder)).toEqual([])
  })

  test('a process that outlives the tests makes the run fail, and is ended', async () => {
    const folder = layOut(runner, 'leaves-a-daemon')

    const { code, output } = await runRunner(folder, ['jest', '-i', '--ci'])

    expect(output).toContain('the own set-up ran')
    expect(output).toMatch(/^Tests: +1 passed, 1 total$/m)
    expect(steady(output, folder)).toContain(
      'no process was to outlive the tests, found 1 and ended them: a daemon (pid <pid>) of <project>/daemon.test.js',
    )
    expect(code).toBe(1)
    expect(leftBehind(folder)).toEqual([])
  })

  test('a build that fails makes the run fail, and shows what the tool said', async () => {
    const folder = layOut(runner, 'failing-build')

    const { code, output } = await runRunner(folder, ['jest', '-i', '--ci'])

    expect(steady(output, folder)).toMatchSnapshot()
    expect(code).toBe(1)
  })
})

test.each([
  { runner: 'jest-29', compiler: 'tsc' },
  { runner: 'jest-30', compiler: 'tsc' },
  { runner: 'jest-30', compiler: 'tsc6' },
] as const)(
  '$compiler accepts the matchers of either expect of $runner, and no others',
  async (row) => {
    const folder = layOut(row.runner, 'typescript', `types-${row.compiler}`)

    expect(await run(folder, row.compiler, '-p', '.')).toBe('')
  },
)

import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { layOut } from '../test-runners/lay-out.ts'
import { leftBehind } from '../test-runners/left-behind.ts'
import { runRunner, type FinishedRun } from '../test-runners/start-runner.ts'
import { steady } from '../test-runners/steady.ts'

/** Projects of every kind that Jest runs, in one run of it. */
const kinds = ['cjs', 'esm', 'typescript', 'own-environment', 'foreign-environment', 'builds']

const lingered = /did not exit|failed to exit|open handle/i

const expected = {
  failed: [
    'an ES module fails',
    'but not what was not awaited',
    'fails in an environment of the user',
    'fails without a simulator',
    'forgets to await',
    'hangs',
    'it misses the timeline of a failure',
    'throws text',
    'waits for what never comes',
    'wants another answer',
  ],
  passed: [
    'TypeScript knows the matchers of the global expect',
    'TypeScript knows the matchers of the imported expect',
    'a docblock configures its file',
    'an ES module uses a simulator',
    'an environment of the user has simulators, and still hears its events',
    'an environment that knows nothing of us has simulators, timers {"legacyFakeTimers":true}',
    'an environment that knows nothing of us has simulators, timers {}',
    'and ends them with their tests',
    'and tells tests apart that run at once: 1',
    'and tells tests apart that run at once: 2',
    'asking again gives the same simulator, other options another one',
    'between tests a simulator still answers in afterEach',
    'between tests and has stopped when the next test begins',
    'fake timers {"legacyFakeTimers":true} disturb nothing',
    'fake timers {} disturb nothing',
    'in one describe block test 1 shares what beforeAll asked for',
    'in one describe block test 2 shares what beforeAll asked for',
    'one that was stopped is not given again',
    'relative paths in code are taken from the folder of the test file',
    'tests that run at once have one each: 1',
    'tests that run at once have one each: 2',
    'the configured function answers, and is frozen',
    'the function was built',
    'the function was built',
    'timers that are still fake when the test is over do not keep the simulator',
    'with scope "file" the next test gets the same simulator',
    'wrong options are named with the place that they come from',
  ],
}

describe.each(['jest-29', 'jest-30'] as const)('%s', (runner) => {
  let folder = ''
  let finished: FinishedRun

  beforeAll(async () => {
    finished = await runAllKinds()
    // Jest gives a worker half a second to end, which a busy machine may need for any. What keeps it does so again.
    if (lingered.test(finished.output)) finished = await runAllKinds()
  })

  async function runAllKinds(): Promise<FinishedRun> {
    folder = layOut(runner, 'functions', 'kinds')
    for (const kind of kinds) layOut(runner, kind, join('kinds', kind))
    const projects = [...kinds.slice(0, -1), 'builds/a', 'builds/b'].map(
      (one) => `<rootDir>/${one}`,
    )
    writeFileSync(join(folder, 'jest.config.json'), JSON.stringify({ projects }))
    const report = ['--json', '--outputFile=report.json']
    const flags = { NODE_OPTIONS: '--experimental-vm-modules' }
    return await runRunner(folder, ['jest', '-w', '2', '--ci', ...report], flags)
  }

  afterAll(() => expect(leftBehind(folder)).toEqual([]))

  test('of two workers over CommonJS, ES modules and TypeScript', () => {
    const byStatus = (status: string) =>
      finished.tests
        .filter((one) => one.status === status)
        .map(({ fullName }) => fullName)
        .toSorted()

    expect({ failed: byStatus('failed'), passed: byStatus('passed') }).toEqual(expected)
    expect(finished.code).toBe(1)
    expect(finished.output).not.toMatch(lingered)
  })

  test.each(expected.failed)('tells of "%s"', (name) => {
    const [failure] = finished.tests.filter(({ fullName }) => fullName === name)

    expect(
      failure?.failureMessages.map((message) => steady(message, folder)).join('\n---\n'),
    ).toMatchSnapshot()
  })

  test('tells what the function had printed when a test hung', () => {
    const hung = finished.tests.find(({ fullName }) => fullName === 'hangs')

    expect(hung?.failureMessages.join('')).toContain('greets Ada')
  })

  test('builds once for two projects and all workers', () => {
    expect(readFileSync(join(folder, 'builds', 'log.txt'), 'utf8')).toBe(
      'built with NODE_ENV undefined\n',
    )
  })
})

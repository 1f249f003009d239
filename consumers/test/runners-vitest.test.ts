import { beforeAll, expect, test } from '@jest/globals'
import { run } from '../installation/run.ts'
import { layOut } from '../test-runners/lay-out.ts'
import { leftBehind } from '../test-runners/left-behind.ts'
import { runRunner, type FinishedRun } from '../test-runners/start-runner.ts'
import { steady } from '../test-runners/steady.ts'

const passed = [
  'TypeScript knows the matchers of Vitest',
  'between tests a simulator still answers in afterEach',
  'between tests and has stopped when the next test begins',
  'fake timers {"toFake":["setTimeout","Date","performance","queueMicrotask"]} disturb nothing',
  'fake timers {} disturb nothing',
  'shared and so do tests that run at once: 1',
  'shared and so do tests that run at once: 2',
  'shared test 1 shares what beforeAll asked for',
  'shared test 2 shares what beforeAll asked for',
  'the configured function answers, and is frozen',
]
const failed = ['forgets to await', 'hangs', 'waits for what never comes', 'wants another answer']
const report = ['--reporter=json', '--outputFile=report.json']

let folder = ''
let finished: FinishedRun

const named = ({ tests }: FinishedRun, status: string) =>
  tests
    .filter((one) => one.status === status)
    .map(({ fullName }) => fullName)
    .toSorted()

beforeAll(async () => {
  folder = layOut('vitest-5', 'vitest')
  finished = await runRunner(folder, ['vitest', 'run', ...report])
})

test('Vitest runs what passes and what fails, and leaves nothing behind', () => {
  expect({ passed: named(finished, 'passed'), failed: named(finished, 'failed') }).toEqual({
    passed,
    failed,
  })
  expect(finished.code).toBe(1)
  expect(leftBehind(folder)).toEqual([])
})

test.each(failed)('Vitest tells of "%s"', (name) => {
  const failure = finished.tests.find(({ fullName }) => fullName === name)

  expect(
    failure?.failureMessages.map((message) => steady(message, folder)).join('\n---\n'),
  ).toMatchSnapshot()
})

test('Vitest passes in threads, and with files that share a worker', async () => {
  const shared = layOut('vitest-5', 'vitest', 'vitest-shared')
  const flags = ['--pool=threads', '--no-isolate', '--maxWorkers=1', '--exclude=failing*']

  const result = await runRunner(shared, ['vitest', 'run', ...flags, ...report])

  expect(named(result, 'passed')).toEqual(passed)
  expect(result.code).toBe(0)
  expect(leftBehind(shared)).toEqual([])
})

test('TypeScript accepts the matchers of Vitest, and refuses what is not one', async () => {
  expect(await run(folder, 'tsc', '-p', '.')).toBe('')
})

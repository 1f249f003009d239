import { expect, test } from '@jest/globals'
import { systemClock } from '@sim/core'
import { join } from 'node:path'
import { deadlineSlot, hostSlot, matchersSlot, waitingSlot, type Slots } from '../src/slots.ts'
import { withSimulator } from '../src/with-simulator.ts'

const calls: string[] = []

/** An environment of a user: it hears everything first. */
class Base {
  global: Slots = {}

  async setup(): Promise<void> {
    calls.push('setup')
  }

  async teardown(): Promise<void> {
    calls.push('teardown')
  }

  handleTestEvent({ name }: { readonly name: string }): void {
    calls.push(name)
  }
}

interface Handles {
  handleTestEvent(event: object, state: object): Promise<void>
}

async function newEnvironment(lambdaSim?: object) {
  calls.length = 0
  const projectConfig = {
    rootDir: __dirname,
    globals: { lambdaSim },
    testEnvironmentOptions: {},
  }
  const Environment = withSimulator(Base) as new (...args: object[]) => Base & Handles
  const environment = new Environment({ projectConfig }, { testPath: join(__dirname, 'a.test.js') })
  await environment.setup()
  const rootDescribeBlock = { type: 'describeBlock', children: [] as object[] }
  const state = { testTimeout: 5_000, rootDescribeBlock }
  const tell = (name: string, rest: object = {}) =>
    environment.handleTestEvent({ name, ...rest }, state)
  const host = environment.global[hostSlot]
  if (host === undefined) throw new Error('there is no host')
  const end = () => environment.teardown()
  return { tell, host, slots: environment.global, rootDescribeBlock, [Symbol.asyncDispose]: end }
}

test('the environment of the user is set up first, hears everything, and is torn down last', async () => {
  {
    await using environment = await newEnvironment()
    await environment.tell('test_start', { test: {} })
    expect(environment.slots[matchersSlot]).toHaveProperty('toBeFrozen')
  }

  expect(calls).toEqual(['setup', 'test_start', 'teardown'])
})

test('a simulator lives from its test to the end of it, with the hooks of both sides', async () => {
  await using environment = await newEnvironment({ simulator: { functionName: 'hello' } })
  const started = { errors: [] }

  await environment.tell('test_start', { test: started })
  const simulator = await environment.host.use()
  await environment.tell('hook_success', { hook: {} })
  expect(simulator.phase).toBe('init')
  await environment.tell('test_done', { test: started })

  expect(simulator.phase).toBe('stopped')
  expect(simulator.settings.functionName).toBe('hello')
})

test.each(['test_skip', 'test_todo'])('%s ends a test, too', async (name) => {
  await using environment = await newEnvironment()
  const skipped = {}
  await environment.tell('test_start', { test: skipped })
  const simulator = await environment.host.use()

  await environment.tell(name, { test: skipped })

  expect(simulator.phase).toBe('stopped')
})

test('what beforeAll asks for ends with its describe block', async () => {
  await using environment = await newEnvironment()
  const describeBlock = {}
  await environment.tell('run_describe_start', { describeBlock })
  const simulator = await environment.host.use()
  const inside = { errors: [] }
  await environment.tell('test_start', { test: inside })
  await environment.tell('test_done', { test: inside })
  expect(simulator.phase).toBe('init')

  await environment.tell('run_describe_finish', { describeBlock })

  expect(simulator.phase).toBe('stopped')
})

test('a failure gets the timeline, and the simulator has not been stopped before it', async () => {
  await using environment = await newEnvironment()
  const failing = { errors: [new Error('no')] }
  await environment.tell('test_start', { test: failing })
  const simulator = await environment.host.use()
  await simulator.waitForEntry(({ type }) => type === 'telemetry', {
    what: 'the beginning of init',
  })

  await environment.tell('test_done', { test: failing })

  expect(failing.errors[0]?.message).toMatch(
    /^no\n\nTimeline of the Lambda environment \(function, now init\):\n .* platform\.initStart\n$/,
  )
})

test('matchers know the deadline while a test or a hook runs, in and outside of its realm', async () => {
  await using environment = await newEnvironment()
  const both = () => [environment.slots[deadlineSlot], (globalThis as Slots)[deadlineSlot]]
  const before = systemClock.now()

  await environment.tell('test_fn_start', { test: { timeout: 1_000 } })
  const [inside = 0, outside] = both()

  expect(inside - before).toBeGreaterThanOrEqual(1_000)
  expect(inside - systemClock.now()).toBeLessThanOrEqual(1_000)
  expect(outside).toBe(inside)
  await environment.tell('test_fn_success')
  expect(both()).toEqual([undefined, undefined])
  await environment.tell('hook_start', { hook: {} })
  expect((both()[0] ?? 0) - before).toBeGreaterThanOrEqual(5_000)
  await environment.tell('hook_failure')
  expect(both()).toEqual([undefined, undefined])
})

test('a test that fails excuses the matchers that wait', async () => {
  await using environment = await newEnvironment()
  let excused = 0
  environment.slots[waitingSlot] = { excuse: () => (excused += 1) }

  await environment.tell('test_fn_success')
  await environment.tell('test_fn_failure', { test: { concurrent: true } })
  expect(excused).toBe(0)
  await environment.tell('test_fn_failure')

  expect(excused).toBe(1)
})

test('tests that run at once are told apart', async () => {
  await using environment = await newEnvironment()
  const entry = () => ({
    type: 'test',
    concurrent: true,
    errors: [],
    fn: () => environment.host.use(),
  })
  const [one, two] = [entry(), entry()]
  environment.rootDescribeBlock.children.push({ type: 'describeBlock', children: [one, two] })
  await environment.tell('run_start')

  const [first, second] = await Promise.all([one.fn(), two.fn()])
  await environment.tell('test_start', { test: one })
  await environment.tell('test_start', { test: two })
  await environment.tell('test_done', { test: one })

  expect(first).not.toBe(second)
  expect([first.phase, second.phase]).toEqual(['stopped', 'init'])
})

test('wrong options fail the file, with the place that they come from', async () => {
  await expect(newEnvironment({ timelineLines: -1 })).rejects.toMatchObject({
    code: 'ERR_INVALID_OPTIONS',
    message: expect.stringMatching(
      /^the options in Jest's globals.lambdaSim are wrong: timelineLines: /,
    ),
  })
})

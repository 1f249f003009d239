import { expect, test } from '@jest/globals'
import { Simulator } from '@sim/simulator'
import { matchers } from '../../src/matchers/matchers.ts'
import type {} from '../../src/types/jest-globals.ts'
import { failureOf } from './failure.ts'
import { functionDirectory } from './programs.ts'

expect.extend(matchers)

test('each shutdown counts, those of resets included', async () => {
  await using simulator = await Simulator.start({ functionDirectory })
  await simulator.enqueue({ exit: 1 }).done()
  expect(simulator).toHaveShutDownWith('failure')
  expect(simulator).not.toHaveShutDownWith('spindown')

  await simulator.shutdown()

  expect(simulator).toHaveShutDownWith('failure')
  expect(simulator).toHaveShutDownWith('spindown')
  expect(simulator).toHaveShutDownWith(expect.stringMatching(/^spin/))
  expect(simulator).not.toHaveShutDownWith('timeout')
})

test('the failure lists the shutdowns', async () => {
  await using simulator = await Simulator.start({ functionDirectory })
  await simulator.enqueue({ exit: 1 }).done()
  await simulator.shutdown()

  const failures = [
    await failureOf(() => expect(simulator).toHaveShutDownWith('timeout')),
    await failureOf(() => expect(simulator).not.toHaveShutDownWith('spindown')),
  ]

  const all = 'Received: a shutdown of generation 1 for failure, of generation 2 for spindown'
  expect(failures).toEqual([
    ['expect(simulator).toHaveShutDownWith(reason)', '', 'Expected reason: "timeout"', all],
    [
      'expect(simulator).not.toHaveShutDownWith(reason)',
      '',
      'Expected reason: not "spindown"',
      all,
    ],
  ])
})

test('the failure says that nothing was shut down', async () => {
  await using simulator = await Simulator.start()

  const failure = await failureOf(() => expect(simulator).toHaveShutDownWith('spindown'))

  expect(failure).toContain('Received: no shutdown, the environment is in phase init')
})

test('a reason that there is not holds neither with nor without .not', async () => {
  await using simulator = await Simulator.start()
  const reason = 'SPINDOWN' as 'spindown'

  const failures = [
    await failureOf(() => expect(simulator).toHaveShutDownWith(reason)),
    await failureOf(() => expect(simulator).not.toHaveShutDownWith(reason)),
  ]

  const lines = [
    'Expected reason: "SPINDOWN"',
    'There is no such reason, only spindown, timeout, failure',
    'Did you mean "spindown"?',
  ]
  expect(failures.map((failure) => failure.slice(2))).toEqual([lines, lines])
})

test('what is no simulator is refused', () => {
  expect(() => expect(undefined).toHaveShutDownWith('spindown')).toThrow(TypeError)
})

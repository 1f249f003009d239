import { expect, test } from '@jest/globals'
import { Simulator } from '@sim/simulator'
import { matchers } from '../../src/matchers/matchers.ts'
import type {} from '../../src/types/jest-globals.ts'
import { failureOf } from './failure.ts'
import { functionDirectory, observes } from './programs.ts'

expect.extend(matchers)

/** An environment with one extension that has registered, and one that someone else has yet to start. */
async function observed() {
  const simulator = await Simulator.start({ extensions: [{ name: 'late' }, observes] })
  await simulator.waitForExtensions(['observes'])
  return simulator
}

test('an extension that has registered is found, by its name and its events', async () => {
  await using simulator = await observed()

  expect(simulator).toHaveRegisteredExtension('observes')
  expect(simulator).toHaveRegisteredExtension(/^obs/)
  expect(simulator).toHaveRegisteredExtension(expect.stringContaining('serve'))
  expect(simulator).toHaveRegisteredExtension('observes', { events: ['SHUTDOWN', 'INVOKE'] })
  expect(simulator).toHaveRegisteredExtension('observes', {
    events: expect.arrayContaining(['INVOKE']),
  })
  expect(simulator).not.toHaveRegisteredExtension('observes', { events: ['INVOKE'] })
  expect(simulator).not.toHaveRegisteredExtension('observes', { events: [] })
  expect(simulator).not.toHaveRegisteredExtension('observe')
})

test('an extension that is only expected has not registered', async () => {
  await using simulator = await observed()

  expect(simulator).not.toHaveRegisteredExtension('late')
})

test('one that registered in an earlier generation has registered', async () => {
  await using simulator = await Simulator.start({ functionDirectory, extensions: [observes] })
  await simulator.enqueue({ exit: 1 }).done()

  expect(simulator.generation).toBe(2)
  expect(simulator).toHaveRegisteredExtension('observes')
})

test('one whose entry the journal has forgotten has registered', async () => {
  await using simulator = await Simulator.start({
    functionDirectory,
    extensions: [observes],
    journalLimit: 1,
  })
  await simulator.waitForPhase('idle')

  expect(simulator.journal.entries('extension.registered')).toEqual([])
  expect(simulator).toHaveRegisteredExtension('observes', { events: ['INVOKE', 'SHUTDOWN'] })
})

test('the failure lists who has registered and who has not', async () => {
  await using simulator = await observed()

  const failures = [
    await failureOf(() => expect(simulator).toHaveRegisteredExtension('observe')),
    await failureOf(() =>
      expect(simulator).toHaveRegisteredExtension('observes', { events: ['SHUTDOWN'] }),
    ),
    await failureOf(() => expect(simulator).not.toHaveRegisteredExtension('observes')),
  ]

  const all = ['Received: "observes" for ["INVOKE", "SHUTDOWN"]', 'Not registered yet: late']
  expect(failures).toEqual([
    [
      'expect(simulator).toHaveRegisteredExtension(name)',
      '',
      'Expected: "observe"',
      ...all,
      'Did you mean "observes"?',
    ],
    [
      'expect(simulator).toHaveRegisteredExtension(name, registration)',
      '',
      'Expected: "observes" for ["SHUTDOWN"]',
      ...all,
    ],
    [
      'expect(simulator).not.toHaveRegisteredExtension(name)',
      '',
      'Expected: not "observes"',
      ...all,
    ],
  ])
})

test('the failure says that nobody has registered', async () => {
  await using simulator = await Simulator.start()

  expect(await failureOf(() => expect(simulator).toHaveRegisteredExtension('otel'))).toContain(
    'Received: no registration',
  )
})

test('what is no simulator is refused', () => {
  expect(() => expect({}).not.toHaveRegisteredExtension('otel')).toThrow(TypeError)
})

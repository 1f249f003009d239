import { expect, test } from '@jest/globals'
import { soon } from '../seed/patience.ts'
import type { Script } from '../telemetry/actors.ts'
import { Play } from '../telemetry/play.ts'
import { happened } from '../telemetry/prompter.ts'
import { subscriber, subscribing } from '../telemetry/subscribed.ts'

/** What is told of each extension at the end of an init that fails. */
async function statesOf(runtime: Script, F: Script): Promise<readonly unknown[]> {
  await using play = await Play.start({ runtime, extensions: { E: subscriber(), F: () => F } })
  await play.simulator.waitForPhase('dormant', soon)
  return play.simulator.telemetry
    .filter('platform.extension')
    .map(({ record: { name, state, errorType } }) => [name, state, errorType])
}

// Core: `core/agent_state_names.go`.
test('an extension that had registered and not come back is told of as that', async () => {
  const ready = { type: 'extension.polled', name: 'E' }

  const states = await statesOf(
    {
      start: [
        ['until', ready],
        ['exit', 1],
      ],
    },
    { start: [['register', 'INVOKE'], ['stay']] },
  )

  expect(states).toEqual([
    ['E', 'Ready', undefined],
    ['F', 'Registered', undefined],
  ])
})

test('an extension that says that it cannot start is told of with its error', async () => {
  const states = await statesOf(
    {},
    {
      start: [
        ['register', 'INVOKE'],
        ['init-error', 'Extension.NoConfig'],
        ['exit', 1],
      ],
    },
  )

  expect(states).toContainEqual(['F', 'InitError', 'Extension.NoConfig'])
})

test('an extension that ends after it registered is told of as it was', async () => {
  const states = await statesOf(
    {},
    {
      start: [
        ['register', 'INVOKE'],
        ['exit', 3],
      ],
    },
  )

  expect(states).toContainEqual(['F', 'Registered', undefined])
})

test('an extension that never registers is told of as started, of a runtime nothing is', async () => {
  await using play = await Play.start({
    options: { time: 'manual', initTimeoutMs: 10_000 },
    extensions: { E: subscriber(), F: () => ({ start: [['say', 'here'], ['stay']] }) },
  })
  const { simulator } = play
  await happened(simulator, { type: 'process.output', text: 'here' })
  await simulator.telemetry.waitFor('platform.telemetrySubscription', soon)
  simulator.advance(10_000)
  await simulator.waitForPhase('dormant', soon)

  const { telemetry } = simulator

  expect(telemetry.filter('platform.extension').map(({ record }) => record.state)).toEqual([
    expect.stringMatching(/^(Ready|Registered)$/),
    'Started',
  ])
  expect(telemetry.filter('platform.initRuntimeDone')).toEqual([])
  expect(telemetry.first('platform.initReport')?.record).toMatchObject({
    phase: 'init',
    status: 'timeout',
    metrics: { durationMs: 10_000 },
  })
})

// Documented: an error of the platform’s own counting; core: `core/registrations.go`.
test('with more extensions than an environment takes init fails before any runtime starts', async () => {
  const many = Object.fromEntries(
    Array.from({ length: 11 }, (_, index) => [`E${index}`, () => ({ start: subscribing('') })]),
  )
  await using play = await Play.start({ extensions: many })
  await play.simulator.waitForPhase('dormant', soon)

  const { telemetry } = play.simulator

  expect(telemetry.filter('platform.initRuntimeDone')).toEqual([])
  expect(telemetry.last('platform.extension')?.record).toEqual({
    name: 'E10',
    state: 'LaunchError',
    events: [],
    errorType: 'TooManyExtensions',
  })
  expect(telemetry.first('platform.initReport')?.record).toMatchObject({
    status: 'error',
    errorType: 'Extension.LaunchError',
  })
})

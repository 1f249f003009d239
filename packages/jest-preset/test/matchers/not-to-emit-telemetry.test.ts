import { expect, test } from '@jest/globals'
import { Simulator } from '@sim/simulator'
import { matchers } from '../../src/matchers/matchers.ts'
import type {} from '../../src/types/jest-globals.ts'
import { failureOf, withoutTimes } from './failure.ts'
import { functionDirectory } from './programs.ts'

expect.extend(matchers)

test('.not waits for rest, and no longer', async () => {
  await using simulator = await Simulator.start({ functionDirectory })
  const first = simulator.enqueue({})
  const second = simulator.enqueue({})

  await expect(simulator).not.toEmitTelemetry('platform.report', { status: 'error' })

  expect([first.progress, second.progress]).toEqual(['ended', 'ended'])
  expect(simulator.phase).toBe('idle')
})

test('.not waits for an init that the simulator has begun', async () => {
  await using simulator = await Simulator.start({ functionDirectory })

  const failure = await failureOf(() =>
    expect(simulator).not.toEmitTelemetry('platform.initReport'),
  )

  expect(failure).toContain('Expected no event matching: {"type": "platform.initReport"}')
  expect(failure.some((line) => line.startsWith('Found: {"record": '))).toBe(true)
})

test('.not does not wait for a runtime that someone else starts', async () => {
  await using simulator = await Simulator.start({ timeoutMs: 60_000 })

  await expect(simulator).not.toEmitTelemetry('platform.report', { timeoutMs: 20_000 })

  expect(simulator.phase).toBe('init')
})

test('.not waits for what is queued, also where someone else starts the runtime', async () => {
  await using simulator = await Simulator.start({ initTimeoutMs: 50, timeoutMs: 50 })
  simulator.enqueue({})

  const failure = await failureOf(() => expect(simulator).not.toEmitTelemetry('platform.report'))

  expect(failure).toContain('Expected no event matching: {"type": "platform.report"}')
})

test('.not fails as soon as the platform tells it, while others still run', async () => {
  await using simulator = await Simulator.start({ functionDirectory, timeoutMs: 60_000 })
  simulator.enqueue({})
  const hanging = simulator.enqueue({ hang: true })

  const failure = await failureOf(() =>
    expect(simulator).not.toEmitTelemetry('platform.report', { timeoutMs: 20_000 }),
  )

  const waited = /^Waited: (\d+) ms \(limit 20000 ms\)$/.exec(failure[4] ?? '')
  expect(Number(waited?.[1])).toBeLessThan(10_000)
  expect(hanging.status).toBeUndefined()
})

test('.not sees what was printed just before the environment came to rest', async () => {
  await using simulator = await Simulator.start({ functionDirectory })

  for (let turn = 0; turn < 20; turn += 1) {
    simulator.enqueue({ log: `turn ${turn}.` })
    const failure = await failureOf(() =>
      expect(simulator).not.toEmitTelemetry('function', new RegExp(`turn ${turn}\\.`)),
    )
    expect(failure[0]).toBe('expect(simulator).not.toEmitTelemetry(type, record)')
  }
})

test('.not fails if the environment does not come to rest in time', async () => {
  await using simulator = await Simulator.start({ functionDirectory, timeoutMs: 60_000 })
  simulator.enqueue({ hang: true })
  simulator.enqueue({})
  await simulator.waitForPhase('invoke')

  const failure = await failureOf(() =>
    expect(simulator).not.toEmitTelemetry('platform.report', { timeoutMs: 20 }),
  )

  expect(withoutTimes(failure).slice(0, 5)).toEqual([
    'expect(simulator).not.toEmitTelemetry(type)',
    '',
    'Not decided: the environment did not come to rest, it is in phase invoke with 1 queued',
    'Expected no event matching: {"type": "platform.report"}',
    'Waited: # ms (limit 20 ms)',
  ])
})

import { configureSimulator, useSimulator } from '@sim/jest-preset'
import { afterEach, beforeAll, describe, expect, test, vi } from 'vitest'

let last

afterEach(() => vi.useRealTimers())

test('the configured function answers, and is frozen', async () => {
  const simulator = await useSimulator()
  const invocation = await simulator.invoke({ name: 'Ada' })

  expect(invocation).toHaveSucceededWith(expect.objectContaining({ hello: 'Ada' }))
  await expect(simulator).toEmitTelemetry('platform.report', { status: 'success' })
  await simulator.waitForFrozen()
  expect(simulator).toBeFrozen()
})

test.each([{}, { toFake: ['setTimeout', 'Date', 'performance', 'queueMicrotask'] }])(
  'fake timers %j disturb nothing',
  async (options) => {
    vi.useFakeTimers(options)
    const simulator = await useSimulator()
    const invocation = await simulator.invoke({ name: 'Ada' })

    expect(invocation).toHaveSucceededWith(expect.objectContaining({ hello: 'Ada' }))
    await expect(
      expect(simulator).toEmitTelemetry('platform.extension', { timeoutMs: 50 }),
    ).rejects.toThrow('platform.extension')
    await simulator.waitForFrozen()
  },
)

describe('between tests', () => {
  afterEach(() => expect(last.phase).not.toBe('stopped'))

  test('a simulator still answers in afterEach', async () => {
    last = await useSimulator()
  })

  test('and has stopped when the next test begins', async () => {
    expect(last.phase).toBe('stopped')
    last = await useSimulator()
  })
})

describe('shared', () => {
  let shared
  beforeAll(async () => {
    configureSimulator({ functionName: 'shared' })
    shared = await useSimulator()
  })

  test.each([1, 2])('test %i shares what beforeAll asked for', async () => {
    expect(await useSimulator()).toBe(shared)
  })

  test.concurrent.each([1, 2])('and so do tests that run at once: %i', async (n) => {
    const simulator = await useSimulator()
    const invocation = await simulator.invoke({ name: n })

    expect(invocation.json()).toMatchObject({ hello: n })
    await expect(simulator).not.toEmitTelemetry('platform.extension')
  })
})

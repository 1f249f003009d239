import { expect } from '@jest/globals'
import { fixtureExtension, fixtureRuntime } from '../seed/fixture.ts'
import { soon } from '../seed/patience.ts'
import { Scene } from '../seed/scene.ts'
import { seedCase } from '../seed/seed-case.ts'

/** Durations are cut off after the microsecond. */
const cutMs = 0.001

seedCase('TEL-20', 'the duration is the time of the runtime, not that in the queue', async () => {
  await using scene = await Scene.start({ runtime: fixtureRuntime('answers', { WORK_MS: '50' }) })
  const { simulator } = scene
  await simulator.waitForPhase('idle', soon)

  const first = simulator.enqueue({ test: 'duration' })
  const second = simulator.enqueue({ test: 'queued' })
  await second.done(soon)

  const { journal } = simulator
  const times = (entries: readonly { readonly atMs: number }[]) => entries.map(({ atMs }) => atMs)
  const [, ...polled] = times(journal.entries('runtime.polled'))
  const handed = times(journal.entries('invocation.handed'))
  const [firstEnd = NaN, secondEnd = NaN] = times(journal.entries('invocation.ended'))
  const durations = [first, second].map(({ report }) => report?.metrics.durationMs ?? NaN)
  for (const [index, durationMs] of durations.entries()) {
    expect(durationMs).toBeGreaterThan(45)
    expect(durationMs).toBeGreaterThan((polled[index] ?? NaN) - (handed[index] ?? NaN) - cutMs)
  }
  expect(durations[1]).toBeLessThanOrEqual(secondEnd - firstEnd)
})

seedCase('TEL-21', 'what is billed is the duration rounded up, with init on top once', async () => {
  await using scene = await Scene.start()

  const metrics = []
  for (const payload of [1, 2, 3, 4, 5]) {
    const { invocation } = await scene.serve(payload)
    metrics.push(invocation.report?.metrics)
  }

  for (const one of metrics) {
    const exact = (one?.durationMs ?? NaN) + (one?.initDurationMs ?? 0)
    expect(one?.billedDurationMs).toBe(Math.ceil(exact))
  }
  expect(metrics.some((one) => !Number.isInteger(one?.durationMs))).toBe(true)
})

seedCase('TEL-23', 'only the first report of an environment has the duration of init', async () => {
  await using scene = await Scene.start({ memorySizeMb: 256 })

  const cold = await scene.serve({ test: 'init_duration' })
  const warm = await scene.serve({ test: 'init_duration' })

  const [initReport] = scene.simulator.telemetry.filter('platform.initReport')
  const always = {
    durationMs: expect.any(Number),
    billedDurationMs: expect.any(Number),
    memorySizeMB: 256,
    maxMemoryUsedMB: expect.any(Number),
  }
  expect(cold.invocation.report?.metrics).toEqual({
    ...always,
    initDurationMs: initReport?.record.metrics.durationMs,
  })
  expect(warm.invocation.report?.metrics).toEqual(always)
})

seedCase('TEL-24', 'what an extension takes after the answer counts', async () => {
  await using scene = await Scene.start({
    runtime: fixtureRuntime('answers'),
    extensions: [fixtureExtension('works-30-ms')],
  })

  const invocation = await scene.simulator.invoke({ test: 'overhead' })
  const report = await invocation.done(soon)

  const [done] = scene.simulator.telemetry.filter('platform.runtimeDone')
  const runtimeMs = done?.record.metrics?.durationMs ?? NaN
  const overheadMs = invocation.extensionOverheadMs ?? NaN
  expect(overheadMs).toBeGreaterThan(0)
  expect(report?.metrics.durationMs).toBeGreaterThanOrEqual(runtimeMs + overheadMs)
  expect(report?.metrics.durationMs).toBeGreaterThan(28)
})

import { expect, test } from '@jest/globals'
import { Play } from '../telemetry/play.ts'
import { subscriber } from '../telemetry/subscribed.ts'

test('ENV-001, ENV-002, ENV-003, ENV-004: every event has the form that consumers parse', async () => {
  await using play = await Play.start({
    runtime: { start: [['say', 'x']] },
    extensions: { E: subscriber({ types: ['platform', 'function', 'extension'] }) },
  })
  await play.simulator.invoke({})
  await play.simulator.invoke({ do: [['exit', 1]] })

  await play.listener.nth('platform.report', 2)

  const stamp = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$/
  for (const event of play.listener.events) {
    expect(Object.keys(event)).toEqual(['time', 'type', 'record'])
    expect(event.time).toMatch(stamp)
  }
  const told = JSON.stringify(play.listener.events)
  const starts = [...told.matchAll(/"start":"([^"]*)"/g)].map(([, start = '']) => start)
  expect(starts.filter((start) => !stamp.test(start))).toEqual([])
  expect(starts.length).toBeGreaterThanOrEqual(3)
  const durations = [...told.matchAll(/"\w*[dD]urationMs":([^,}]*)/g)].map(([, text = '']) => text)
  expect(durations.filter((text) => !/^\d+(\.\d{1,3})?$/.test(text))).toEqual([])
  expect(durations.length).toBeGreaterThanOrEqual(8)
  for (const { record } of play.listener.of('platform.report')) {
    const { billedDurationMs, memorySizeMB, maxMemoryUsedMB } = record.metrics
    for (const whole of [billedDurationMs, memorySizeMB, maxMemoryUsedMB]) {
      expect(Number.isSafeInteger(whole)).toBe(true)
    }
  }
})

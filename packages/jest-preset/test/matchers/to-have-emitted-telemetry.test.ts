import { expect, test } from '@jest/globals'
import { Simulator } from '@sim/simulator'
import { runInNewContext } from 'node:vm'
import { matchers } from '../../src/matchers/matchers.ts'
import type {} from '../../src/types/jest-globals.ts'
import { line, report, start } from './events.ts'
import { functionDirectory } from './programs.ts'

expect.extend(matchers)

const events = [start('a'), line('hello\n'), report('a'), start('b'), report('b', 'timeout')]

test('an event is found by its name, and by any part of it', () => {
  expect(events).toHaveEmittedTelemetry('platform.report')
  expect(events).toHaveEmittedTelemetry('platform.report', { status: 'timeout' })
  expect(events).toHaveEmittedTelemetry('platform.report', { metrics: { memorySizeMB: 128 } })
  expect(events).toHaveEmittedTelemetry({ type: 'platform.report', record: { requestId: 'b' } })
  expect(events).toHaveEmittedTelemetry({ type: 'function', time: /^2026-/ })
  expect(events).not.toHaveEmittedTelemetry('platform.initReport')
  expect(events).not.toHaveEmittedTelemetry('platform.report', { status: 'error' })
  expect(events).not.toHaveEmittedTelemetry({ type: 'function', time: /^2027-/ })
})

test('asymmetric matchers and regular expressions stand for members', () => {
  expect(events).toHaveEmittedTelemetry('platform.report', {
    requestId: /^b$/,
    metrics: expect.objectContaining({ durationMs: expect.any(Number) }),
  })
  expect(events).toHaveEmittedTelemetry('function', expect.stringContaining('hell'))
  expect([line({ level: 'INFO', n: 1 })]).toHaveEmittedTelemetry('function', { level: 'INFO' })
  expect(events).not.toHaveEmittedTelemetry('platform.report', {
    metrics: { durationMs: expect.any(String) },
  })
  expect(events).not.toHaveEmittedTelemetry('function', { level: 'INFO' })
})

test('a regular expression fits again where it has fitted before', () => {
  const requestId = /b/g

  expect(events).toHaveEmittedTelemetry([
    { type: 'platform.start', record: { requestId } },
    { type: 'platform.report', record: { requestId } },
  ])
})

test('undefined stands for a member that is not there', () => {
  const [plain] = [report('a')]

  expect([plain]).toHaveEmittedTelemetry('platform.report', {
    status: 'success',
    errorType: undefined,
    metrics: { initDurationMs: undefined },
  })
  expect([plain]).not.toHaveEmittedTelemetry('platform.report', { status: undefined as never })
  expect([plain]).not.toHaveEmittedTelemetry('platform.report', {
    metrics: { durationMs: undefined as never },
  })
})

test('several events are found in their order, whatever stands between them', () => {
  expect(events).toHaveEmittedTelemetry(['platform.start', 'platform.report', 'platform.report'])
  expect(events).toHaveEmittedTelemetry([
    'function',
    { type: 'platform.report', record: { status: 'timeout' } },
  ])
  expect(events).not.toHaveEmittedTelemetry(['platform.report', 'function'])
  expect(events).not.toHaveEmittedTelemetry(['function', 'function'])
})

test('a simulator is asked for what the platform has told so far', async () => {
  await using simulator = await Simulator.start({ functionDirectory })

  await simulator.enqueue({ log: 'hello' }).done()

  expect(simulator).toHaveEmittedTelemetry([
    'platform.initStart',
    'platform.initReport',
    'platform.start',
    { type: 'function', record: /hello/ },
    { type: 'platform.runtimeDone', record: { status: 'success' } },
    'platform.report',
  ])
  expect(simulator).not.toHaveEmittedTelemetry('platform.report', { status: 'timeout' })
})

test('events from another realm are found like others', () => {
  const foreign = runInNewContext(`(${JSON.stringify(events)})`) as unknown

  expect(foreign).toHaveEmittedTelemetry('platform.report', {
    metrics: { durationMs: expect.any(Number) },
  })
  expect(foreign).not.toHaveEmittedTelemetry('platform.report', { status: 'error' })
})

test('it stands for a value, and then does not throw', () => {
  const batches = [[start('a')], [report('a')], 'no list']

  expect({ batches }).toEqual({
    batches: expect.arrayContaining([expect.toHaveEmittedTelemetry('platform.report')]),
  })
  expect(batches).toEqual([
    expect.not.toHaveEmittedTelemetry('platform.report'),
    expect.toHaveEmittedTelemetry('platform.report'),
    expect.not.toHaveEmittedTelemetry('platform.report'),
  ])
})

import { systemClock } from '@sim/core'
import { expect, test } from '@jest/globals'
import { PassThrough } from 'node:stream'
import { logLevel, logLevels } from '../../src/rie/log-level.ts'
import { RieLog } from '../../src/rie/rie-log.ts'

test('a line has the moment, the level, and who speaks', () => {
  const output = new PassThrough({ encoding: 'utf8' })
  const log = new RieLog(output, 'info', { ...systemClock, now: () => 1_772_600_767_089 })

  log.write('warning', 'beware')

  expect(output.read()).toBe('04 Mar 2026 05:06:07,089 [WARNING] (rapid) beware\n')
})

test.each([
  { level: 'panic', told: 1 },
  { level: 'error', told: 3 },
  { level: 'info', told: 5 },
  { level: 'trace', told: 7 },
] as const)('$level tells what is as grave', ({ level, told }) => {
  const output = new PassThrough({ encoding: 'utf8' })
  const log = new RieLog(output, level)

  for (const one of logLevels) log.write(one, one)

  const lines = String(output.read()).trimEnd().split('\n')
  expect(lines.map((line) => line.split(' ').at(-1))).toEqual(logLevels.slice(0, told))
})

test('levels have their names in any letter case', () => {
  expect(logLevel('Trace')).toBe('trace')
  expect(logLevel('warn')).toBe('warning')
  expect(logLevel('WARNING')).toBe('warning')
  expect(logLevel('')).toBeUndefined()
  expect(logLevel('verbose')).toBeUndefined()
})

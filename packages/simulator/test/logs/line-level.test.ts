import { expect, test } from '@jest/globals'
import { lineLevel } from '../../src/logs/line-level.ts'

const timestamp = '2026-03-14T09:15:26.101Z'

test.each(['TRACE', 'DEBUG', 'INFO', 'WARN', 'ERROR', 'FATAL'])('%s is a level', (level) => {
  expect(lineLevel(JSON.stringify({ timestamp, level }))).toBe(level)
})

test.each(['debug', 'Debug', 'dEBUG'])('%s is DEBUG, in whatever case', (level) => {
  expect(lineLevel(` ${JSON.stringify({ level, timestamp })}\n`)).toBe('DEBUG')
})

test.each([
  JSON.stringify({ timestamp, level: 'NOTICE' }),
  JSON.stringify({ timestamp, level: 10 }),
  JSON.stringify({ timestamp }),
  JSON.stringify([{ timestamp, level: 'ERROR' }]),
  '{"level":"ERROR"',
  'ERROR it went wrong',
  'null',
  '',
])('%s is INFO', (text) => {
  expect(lineLevel(text)).toBe('INFO')
})

test.each([
  { timestamp },
  { time: '2026-03-14T09:15:26Z' },
  { ts: '2026-03-14t09:15:26.123456789+01:00' },
  { '@timestamp': timestamp },
  { Timestamp: timestamp },
])('with the time %j a line has the level that it names', (time) => {
  expect(lineLevel(JSON.stringify({ level: 'error', ...time }))).toBe('ERROR')
})

test.each([
  {},
  { timestamp: 'yesterday' },
  { timestamp: 1_700_000_000 },
  { timestamp: '2026-03-14' },
  { timestamp: '2026-03-14T09:15:26' },
  { timestamp: '2026-13-45T09:15:26Z' },
  { when: timestamp },
])('without a valid time, as in %j, a line is INFO', (time) => {
  expect(lineLevel(JSON.stringify({ level: 'error', ...time }))).toBe('INFO')
})

import type { Simulator } from '@sim/simulator'
import { expect, test } from '@jest/globals'
import { timelineText } from '../src/timeline-text.ts'

const told = (lines: readonly string[]) =>
  ({
    timeline: () => lines.join('\n'),
    phase: 'idle',
    settings: { functionName: 'hello' },
  }) as Simulator

const numbered = (count: number) => Array.from({ length: count }, (_, index) => `line ${index + 1}`)

test('a short timeline is told whole, under the name of the function and its phase', () => {
  expect(timelineText([told(['a', 'b'])])).toBe(
    'Timeline of the Lambda environment (hello, now idle):\na\nb',
  )
})

test('of a long one the beginning and the end are told', () => {
  const [, ...lines] = timelineText([told(numbered(20))], 6).split('\n')

  expect(lines).toEqual([
    'line 1',
    '      … 14 lines left out …',
    'line 16',
    'line 17',
    'line 18',
    'line 19',
    'line 20',
  ])
})

test('sixty lines are told when nothing else was said', () => {
  expect(timelineText([told(numbered(60))]).split('\n')).toHaveLength(61)
  expect(timelineText([told(numbered(100))]).split('\n')).toHaveLength(62)
})

test('a long line is cut', () => {
  expect(timelineText([told(['x'.repeat(300)])]).split('\n')[1]).toBe(`${'x'.repeat(200)}…`)
})

test('each environment has its own, and none is nothing', () => {
  expect(timelineText([told(['a']), told(['b'])]).split('\n\n')).toHaveLength(2)
  expect(timelineText([])).toBe('')
  expect(timelineText([told(['a'])], 0)).toBe('')
})

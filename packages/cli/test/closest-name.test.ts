import { expect, test } from '@jest/globals'
import { closestName, didYouMean } from '../src/closest-name.ts'

const names = ['run', 'start', 'rie', 'timeout', 'init-timeout', 'timeline']

test.each([
  ['strat', 'start'],
  ['STRAT', 'start'],
  ['tiemout', 'timeout'],
  ['timout', 'timeout'],
  ['timeoutt', 'timeout'],
  ['runn', 'run'],
  ['ri', 'rie'],
  ['init', 'init-timeout'],
  ['inittimeout', 'init-timeout'],
])('%s was meant to be %s', (found, meant) => {
  expect(closestName(found, names)).toBe(meant)
})

test.each(['deploy', 'x', '', 'stop-it', 'nur-so'])('%j is like none of them', (found) => {
  expect(closestName(found, names)).toBeUndefined()
})

test('a hint is part of a sentence, and nothing when there is none', () => {
  expect(didYouMean('strat', names, (name) => `--${name}`)).toBe(', did you mean --start?')
  expect(didYouMean('deploy', names)).toBe('')
})

import { expect, test } from '@jest/globals'
import { transition, type TransitionTable } from '@sim/core'

type State = 'red' | 'green' | 'broken'
type Event = 'go' | 'stop' | 'fail'

const table: TransitionTable<State, Event> = {
  red: { go: 'green', fail: 'broken' },
  green: { stop: 'red', fail: 'broken' },
  broken: {},
}

test.each([
  ['red', 'go', 'green'],
  ['green', 'stop', 'red'],
  ['green', 'fail', 'broken'],
] as const)('%s, on %s, becomes %s', (from, event, to) => {
  expect(transition(table, 'the light', from, event)).toBe(to)
})

test.each([
  ['red', 'stop', 'the light is red: stop is not allowed, only go, fail', ['go', 'fail']],
  ['broken', 'go', 'the light is broken: go is not allowed, only nothing', []],
] as const)('%s refuses %s, and says what is allowed', (from, event, message, allowed) => {
  expect(() => transition(table, 'the light', from, event)).toThrow(
    expect.objectContaining({ code: 'ERR_ILLEGAL_TRANSITION', message, from, event, allowed }),
  )
})

test.each(['toString', 'constructor', '__proto__'])('%s is an event like any other', (event) => {
  expect(() => transition(table, 'the light', 'red', event as Event)).toThrow(
    expect.objectContaining({ code: 'ERR_ILLEGAL_TRANSITION', event }),
  )
})

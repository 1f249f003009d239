import { expect, test } from '@jest/globals'
import { transition } from '@sim/core'
import { phaseTransitions, type Phase, type PhaseEvent } from '@sim/simulator'

const life = `
            ready  checkpoint  restore  invoke  done  fail   cleared  shutdown  stopped
  init      idle   snapshot    -        -       -     reset  -        shutdown  -
  snapshot  -      -           restore  -       -     -      -        shutdown  -
  restore   idle   -           -        -       -     reset  -        -         -
  idle      -      -           -        invoke  -     -      -        shutdown  -
  invoke    -      -           -        -       idle  reset  -        shutdown  -
  reset     -      -           -        -       -     -      dormant  shutdown  -
  dormant   -      -           -        invoke  -     -      -        shutdown  -
  shutdown  -      -           -        -       -     -      -        -         stopped
  stopped   -      -           -        -       -     -      -        -         -
`

const [events = [], ...rows] = life
  .trim()
  .split('\n')
  .map((line) => line.trim().split(/\s+/))
const cells = rows.flatMap(([from, ...row]) =>
  row.map((to, column) => [from as Phase, events[column] as PhaseEvent, to] as const),
)

test('the table has no phase that the drawing lacks', () => {
  expect(Object.keys(phaseTransitions)).toEqual(rows.map(([from]) => from))
})

test.each(cells.filter(([, , to]) => to !== '-'))('%s, on %s, becomes %s', (from, event, to) => {
  expect(transition(phaseTransitions, 'the environment', from, event)).toBe(to)
})

test.each(cells.filter(([, , to]) => to === '-'))('%s refuses %s', (from, event) => {
  expect(() => transition(phaseTransitions, 'the environment', from, event)).toThrow(
    expect.objectContaining({ code: 'ERR_ILLEGAL_TRANSITION' }),
  )
})

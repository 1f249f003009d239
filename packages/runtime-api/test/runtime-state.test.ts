import { expect, test } from '@jest/globals'
import { runtimeTransitions, type RuntimeEvent, type RuntimeState } from '@sim/runtime-api'
import { transition } from '@sim/core'

// Drawn by hand from the platform, never computed from the source.
const platform = `
                            next     response            error                    initError                 restoreNext   restoreError              invoke   restore    sent
  Started                   Ready    -                   -                        InitError                 RestoreReady  -                         -        -          -
  InitError                 -        -                   -                        -                         -             -                         -        -          -
  RestoreReady              -        -                   -                        -                         -             -                         -        Restoring  -
  Restoring                 Ready    -                   -                        RuntimeRestoreErrorState  -             RuntimeRestoreErrorState  -        -          -
  RuntimeRestoreErrorState  -        -                   -                        -                         -             -                         -        -          -
  Ready                     Ready    -                   -                        -                         -             -                         Running  -          -
  Running                   Running  InvocationResponse  InvocationErrorResponse  -                         -             -                         -        -          -
  InvocationResponse        -        -                   -                        -                         -             -                         -        -          RuntimeResponseSentState
  InvocationErrorResponse   -        -                   -                        -                         -             -                         -        -          RuntimeResponseSentState
  RuntimeResponseSentState  Ready    -                   -                        -                         -             -                         -        -          -
`

const [events = [], ...rows] = platform
  .trim()
  .split('\n')
  .map((line) => line.trim().split(/\s+/))
const cells = rows.flatMap(([from, ...row]) =>
  row.map((to, column) => [from as RuntimeState, events[column] as RuntimeEvent, to] as const),
)

test('the table has no state that the drawing lacks', () => {
  expect(Object.keys(runtimeTransitions)).toEqual(rows.map(([from]) => from))
})

test.each(cells.filter(([, , to]) => to !== '-'))('%s, on %s, becomes %s', (from, event, to) => {
  expect(transition(runtimeTransitions, 'the runtime', from, event)).toBe(to)
})

test.each(cells.filter(([, , to]) => to === '-'))('%s refuses %s', (from, event) => {
  expect(() => transition(runtimeTransitions, 'the runtime', from, event)).toThrow(
    expect.objectContaining({ code: 'ERR_ILLEGAL_TRANSITION', from, event }),
  )
})

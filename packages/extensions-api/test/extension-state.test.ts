import { expect, test } from '@jest/globals'
import { transition } from '@sim/core'
import { extensionTransitions, type ExtensionState, type ExtensionStep } from '@sim/extensions-api'

// Drawn by hand from the platform, never computed from the source.
const platform = `
                  register    next   nextAgain  hand     handBack  initError  exitError  launchError  exited      shutdownFailed
  Started         Registered  -      -          -        -         -          -          LaunchError  Started     Started
  Registered      -           Ready  -          -        -         InitError  ExitError  -            Registered  Registered
  Ready           -           -      Ready      Running  -         -          ExitError  -            Exited      ShutdownFailed
  Running         -           Ready  -          -        Ready     -          ExitError  -            Exited      ShutdownFailed
  InitError       -           -      -          -        -         InitError  -          -            InitError   InitError
  ExitError       -           -      -          -        -         -          ExitError  -            ExitError   ExitError
  ShutdownFailed  -           -      -          -        -         -          -          -            -           -
  Exited          -           -      -          -        -         -          -          -            -           -
  LaunchError     -           -      -          -        -         -          -          -            -           -
`

const [steps = [], ...rows] = platform
  .trim()
  .split('\n')
  .map((line) => line.trim().split(/\s+/))
const cells = rows.flatMap(([from, ...row]) =>
  row.map((to, column) => [from as ExtensionState, steps[column] as ExtensionStep, to] as const),
)
const after = (from: ExtensionState, step: ExtensionStep) =>
  transition(extensionTransitions, 'extension x', from, step)

test('the table has the nine states of the platform', () => {
  expect(Object.keys(extensionTransitions).toSorted()).toEqual(
    rows.map(([name]) => name).toSorted(),
  )
})

test.each(cells.filter(([, , to]) => to !== '-'))('%s, on %s, becomes %s', (from, step, to) => {
  expect(after(from, step)).toBe(to)
})

test.each(cells.filter(([, , to]) => to === '-'))('%s refuses %s', (from, step) => {
  expect(() => after(from, step)).toThrow(
    expect.objectContaining({ code: 'ERR_ILLEGAL_TRANSITION', from, event: step }),
  )
})

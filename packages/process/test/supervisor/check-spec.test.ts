import { expect, test } from '@jest/globals'
import { Environment } from '@sim/process'
import type { ChildSpec, SupervisorSpec } from '../../src/supervisor/supervisor-spec.ts'

const never: ChildSpec['start'] = () => Promise.reject(new Error('it was started'))
const a: ChildSpec = { id: 'a', start: never }
const autoShutdown = 'any_significant'

const wrongSpecs: readonly [unknown, string][] = [
  [{ name: '' }, "name must be a text that is not empty, found ''"],
  [{ children: undefined }, 'children must be an array, found undefined'],
  [
    { strategy: 'two_for_one' },
    "strategy must be one of one_for_one, one_for_all, rest_for_one, found 'two_for_one'",
  ],
  [{ intensity: -1 }, 'intensity must be a whole number from 0 on, or Infinity, found -1'],
  [{ intensity: 0.5 }, 'intensity must be a whole number from 0 on, or Infinity, found 0.5'],
  [{ periodMs: Number.NaN }, 'periodMs must be a number from 0 on, found NaN'],
  [
    { autoShutdown: 'always' },
    "autoShutdown must be one of never, any_significant, all_significant, found 'always'",
  ],
  [{ stopOrder: 'forward' }, "stopOrder must be one of reverse, together, found 'forward'"],
  [{ backoffMs: 100 }, 'backoffMs must be a function, found 100'],
  [{ onGiveUp: 'no' }, "onGiveUp must be a function, found 'no'"],
  [{ children: [null] }, 'child must be an object, found null'],
  [
    { children: [{ start: never }] },
    'id of child undefined must be a text that is not empty, found undefined',
  ],
  [{ children: [{ id: 'a' }] }, "start of child 'a' must be a function, found undefined"],
  [
    { children: [{ ...a, restart: 'always' }] },
    "restart of child 'a' must be one of permanent, transient, temporary, found 'always'",
  ],
  [
    { children: [{ ...a, shutdownMs: -1 }] },
    "shutdownMs of child 'a' must be a number from 0 on, or one of kill, infinity, found -1",
  ],
  [
    { children: [{ ...a, shutdownMs: 'never' }] },
    "shutdownMs of child 'a' must be a number from 0 on, or one of kill, infinity, found 'never'",
  ],
  [{ children: [{ ...a, stop: true }] }, "stop of child 'a' must be a function, found true"],
  [{ children: [{ ...a, significant: 1 }] }, "significant of child 'a' must be a boolean, found 1"],
  [
    { children: [{ ...a, significant: true }], autoShutdown },
    "significant of child 'a' must be false for a permanent child, found true",
  ],
  [
    { children: [{ ...a, significant: true, restart: 'transient' }] },
    "significant of child 'a' must be false while autoShutdown is 'never', found true",
  ],
  [
    { children: [a, { ...a, id: 'b' }, a] },
    "children must each have an id of their own, found 'a' twice",
  ],
  [
    { intensity: '1', periodMs: -1 },
    "intensity must be a whole number from 0 on, or Infinity, found '1'; periodMs must be a number from 0 on, found -1",
  ],
]

test.each(wrongSpecs)('%j is refused before anything starts', async (wrong, message) => {
  await using environment = new Environment()
  const spec = { children: [], ...(wrong as object) } as SupervisorSpec

  const supervised = environment.supervise(spec)

  await expect(supervised).rejects.toMatchObject({
    code: 'ERR_INVALID_OPTIONS',
    message: `a supervisor's ${message}`,
  })
  expect(environment.size).toBe(0)
})

test('every option may be undefined, and numbers may be endless', async () => {
  await using environment = new Environment()
  const spec = {
    name: undefined,
    strategy: undefined,
    intensity: Infinity,
    periodMs: Infinity,
    autoShutdown: undefined,
    stopOrder: undefined,
    backoffMs: undefined,
    children: [],
  }

  const supervisor = await environment.supervise(spec)

  expect(supervisor.state).toBe('running')
})

test('the spec of a child that is added is checked in the same way', async () => {
  await using environment = new Environment()
  const supervisor = await environment.supervise({ children: [] })

  const added = supervisor.startChild({ ...a, restart: 'transient', significant: true })

  await expect(added).rejects.toMatchObject({
    code: 'ERR_INVALID_OPTIONS',
    message:
      "a supervisor's significant of child 'a' must be false while autoShutdown is 'never', found true",
  })
})

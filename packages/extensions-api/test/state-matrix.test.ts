import { expect, test } from '@jest/globals'
import { SimulatorError } from '@sim/core'
import { RefusalError } from '@sim/protocol'
import type { ExtensionKind, ExtensionRegistry } from '@sim/extensions-api'
import { here, infoOf, invokeEvent, joined, recorded } from './world.ts'

/*
 * What each call meets in each state, drawn by hand: a state that follows, or how it is refused.
 *
 *   -   403, "State transition from <state> to <target> failed"
 *   ?   403, the id is unknown: there is none before registration
 *   n   403, the name is taken
 *   !   the owner is told ERR_ILLEGAL_TRANSITION
 *   x   the owner is told ERR_UNKNOWN_EXTENSION: an internal extension has no process
 *
 * `Ready` is an extension whose poll is open, `ReadyGone` one whose client went away.
 */
const external = `
                  register    next   init/error  exit/error  launch-failed  exited      crashed
  Started         Registered  ?      ?           ?           LaunchError    Started     Started
  Registered      -           Ready  InitError   ExitError   !              Registered  Registered
  Ready           -           -      -           ExitError   !              Exited      ShutdownFailed
  ReadyGone       -           Ready  -           ExitError   !              Exited      ShutdownFailed
  Running         -           Ready  -           ExitError   !              Exited      ShutdownFailed
  InitError       -           -      InitError   -           !              InitError   InitError
  ExitError       -           -      -           ExitError   !              ExitError   ExitError
  ShutdownFailed  -           -      -           -           !              !           !
  Exited          -           -      -           -           !              !           !
  LaunchError     -           ?      ?           ?           !              !           !
`
const internal = `
                  register    next   init/error  exit/error  launch-failed  exited      crashed
  Registered      n           Ready  InitError   ExitError   x              x           x
  Ready           n           -      -           ExitError   x              x           x
  ReadyGone       n           Ready  -           ExitError   x              x           x
  Running         n           Ready  -           ExitError   x              x           x
  InitError       n           -      InitError   -           x              x           x
  ExitError       n           -      -           ExitError   x              x           x
`

const targets: Record<string, string> = {
  register: 'Registered',
  next: 'Ready',
  'init/error': 'InitError',
  'exit/error': 'Exited',
}
const nobody = '11111111-1111-1111-1111-111111111111'

/** One extension called `x`, brought into a state by its own calls and its owner's. */
class Subject {
  readonly registry = recorded().registry
  readonly kind: ExtensionKind
  id = nobody

  constructor(kind: ExtensionKind) {
    this.kind = kind
    if (kind === 'external') this.registry.expect('x')
  }

  reach(state: string): void {
    if (state === 'Started') return
    if (state === 'LaunchError') return this.registry.markLaunchFailed('x', 'PermissionDenied')
    this.id = joined(this.registry, 'x')
    if (state === 'Registered') return
    if (state === 'InitError') return this.registry.initError(this.id, 'E.x')
    if (state === 'ExitError') return this.registry.exitError(this.id, 'E.x')
    const client = new AbortController()
    this.registry.next(this.id, client.signal).catch(() => undefined)
    if (state === 'ReadyGone') client.abort()
    if (state === 'Running') this.registry.invoke(invokeEvent('r1'))
    if (state === 'Exited') this.registry.markExited('x', true)
    if (state === 'ShutdownFailed') this.registry.markExited('x', false)
  }

  /** What is said of a call: the state that follows, or how it failed. */
  async meets(call: string): Promise<string> {
    try {
      await this.#make(call)
    } catch (error) {
      if (RefusalError.is(error)) return `${error.refusal.errorType}: ${error.refusal.errorMessage}`
      if (SimulatorError.is(error)) return error.code
      throw error
    }
    return infoOf(this.registry, 'x').state
  }

  async #make(call: string): Promise<void> {
    const { registry, id } = this
    if (call === 'register') joined(registry, 'x')
    if (call === 'next') await settled(registry.next(id, here()))
    if (call === 'init/error') registry.initError(id, 'E.y')
    if (call === 'exit/error') registry.exitError(id, 'E.y')
    if (call === 'launch-failed') registry.markLaunchFailed('x', 'UnknownError')
    if (call === 'exited') registry.markExited('x', true)
    if (call === 'crashed') registry.markExited('x', false)
  }
}

// A refused poll rejects in the same turn; one that was taken stays open.
const settled = (polled: Promise<unknown>) => Promise.race([polled, new Promise(setImmediate)])

function expected(cell: string, state: string, call: string, id: string): string {
  const shown = state === 'ReadyGone' ? 'Ready' : state
  const who = call === 'register' ? 'x' : id
  const unknown =
    call === 'next' ? `Unknown extension ${id}` : 'Unknown Lambda-Extension-Identifier'
  const said: Record<string, string> = {
    '-': `Extension.InvalidExtensionState: State transition from ${shown} to ${targets[call]} failed for extension ${who}. Error: State transition is not allowed`,
    '?': `Extension.UnknownExtensionIdentifier: ${unknown}`,
    n: 'Extension.InvalidExtensionState: Extension with this name already registered',
    '!': 'ERR_ILLEGAL_TRANSITION',
    x: 'ERR_UNKNOWN_EXTENSION',
  }
  return said[cell] ?? cell
}

function cellsOf(kind: ExtensionKind, matrix: string) {
  const [calls = [], ...rows] = matrix
    .trim()
    .split('\n')
    .map((line) => line.trim().split(/\s+/))
  return rows.flatMap(([state = '', ...row]) =>
    row.map((cell, column) => ({ kind, state, call: calls[column] ?? '', cell })),
  )
}

test.each([...cellsOf('external', external), ...cellsOf('internal', internal)])(
  '$kind, $state, on $call: $cell',
  async ({ kind, state, call, cell }) => {
    const subject = new Subject(kind)
    subject.reach(state)

    const met = await subject.meets(call)

    expect(met).toBe(expected(cell, state, call, subject.id))
  },
)

test.each(['-', '?', 'n'])('a call that is refused as %s changes nothing', async (refused) => {
  const cells = [...cellsOf('external', external), ...cellsOf('internal', internal)]
  for (const { kind, state, call } of cells.filter(({ cell }) => cell === refused)) {
    const subject = new Subject(kind)
    subject.reach(state)
    const before = subject.registry.extensions

    await subject.meets(call)

    expect(subject.registry.extensions).toEqual(before)
  }
})

test('only the first error of an extension is kept', () => {
  const registry: ExtensionRegistry = recorded().registry
  const id = joined(registry, 'x')

  registry.initError(id, 'first')
  registry.initError(id, 'second')

  expect(infoOf(registry, 'x').errorType).toBe('first')
  expect(registry.firstError?.reported).toBe('first')
})

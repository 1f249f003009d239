import type { TransitionTable } from '@sim/core'

/**
 * How an extension came to be.
 *
 * An external one is a process that the platform launched; an internal one is code inside the runtime's
 * process, which registers under a name that the platform does not know. Documented: AWS Lambda developer
 * guide, "Lambda Extensions API".
 */
export type ExtensionKind = 'external' | 'internal'

/**
 * Where an extension is, in the names that the platform's own messages and records spell.
 *
 * Core: `core/agent_state_names.go`.
 */
export type ExtensionState =
  | 'Started'
  | 'Registered'
  | 'Ready'
  | 'Running'
  | 'InitError'
  | 'ExitError'
  | 'ShutdownFailed'
  | 'Exited'
  | 'LaunchError'

/**
 * What can happen to an extension.
 *
 * `register`, `next`, `initError` and `exitError` are its own calls. `hand` answers its `next` with an
 * event. `nextAgain` is a `next` after the client of the one before went away, `handBack` is an answer that
 * could not be written. The last three are told by whoever owns the process: they never happen to an
 * internal extension.
 */
export type ExtensionStep =
  | 'register'
  | 'next'
  | 'nextAgain'
  | 'hand'
  | 'handBack'
  | 'initError'
  | 'exitError'
  | 'launchError'
  | 'exited'
  | 'shutdownFailed'

/**
 * The whole machine, for external and internal extensions. What is not written here is forbidden.
 *
 * Core: `core/externalagent_states.go`, `core/internalagent_states.go`; an exit that is not a shutdown
 * leaves the states before the first `next`, and those of a reported error, as they are. Chosen: `nextAgain`
 * and `handBack` (the core does not notice that a client went away), and the end of a process that is
 * `Ready` (the core knows only that of a `Running` one).
 */
export const extensionTransitions: TransitionTable<ExtensionState, ExtensionStep> = {
  Started: {
    register: 'Registered',
    launchError: 'LaunchError',
    exited: 'Started',
    shutdownFailed: 'Started',
  },
  Registered: {
    next: 'Ready',
    initError: 'InitError',
    exitError: 'ExitError',
    exited: 'Registered',
    shutdownFailed: 'Registered',
  },
  Ready: {
    nextAgain: 'Ready',
    hand: 'Running',
    exitError: 'ExitError',
    exited: 'Exited',
    shutdownFailed: 'ShutdownFailed',
  },
  Running: {
    next: 'Ready',
    handBack: 'Ready',
    exitError: 'ExitError',
    exited: 'Exited',
    shutdownFailed: 'ShutdownFailed',
  },
  InitError: { initError: 'InitError', exited: 'InitError', shutdownFailed: 'InitError' },
  ExitError: { exitError: 'ExitError', exited: 'ExitError', shutdownFailed: 'ExitError' },
  ShutdownFailed: {},
  Exited: {},
  LaunchError: {},
}

/**
 * The target that a refusal's message names, which is not always the state that the call leads to.
 *
 * Captured: a refused `exit/error` speaks of `Exited`, an accepted one leads to `ExitError`.
 */
export const callTargets = {
  register: 'Registered',
  next: 'Ready',
  initError: 'InitError',
  exitError: 'Exited',
} as const satisfies Partial<Record<ExtensionStep, ExtensionState>>

/** A call of the extension, as opposed to something that the platform does. */
export type ExtensionCall = keyof typeof callTargets

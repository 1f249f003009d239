import type { TransitionTable } from '@sim/core'

/**
 * Where a runtime is, in the names that the platform's own messages spell.
 *
 * Core: `core/runtime_state_names.go`; the two names that end in `State` do so there too.
 */
export type RuntimeState =
  | 'Started'
  | 'InitError'
  | 'RestoreReady'
  | 'Restoring'
  | 'RuntimeRestoreErrorState'
  | 'Ready'
  | 'Running'
  | 'InvocationResponse'
  | 'InvocationErrorResponse'
  | 'RuntimeResponseSentState'

/** What can happen to it. `invoke`, `restore` and `sent` are the platform's doing, the others are calls. */
export type RuntimeEvent =
  | 'next'
  | 'response'
  | 'error'
  | 'initError'
  | 'restoreNext'
  | 'restoreError'
  | 'invoke'
  | 'restore'
  | 'sent'

/** The whole machine. What is not written here is forbidden. Core: `core/states.go`. */
export const runtimeTransitions: TransitionTable<RuntimeState, RuntimeEvent> = {
  Started: { next: 'Ready', initError: 'InitError', restoreNext: 'RestoreReady' },
  InitError: {},
  RestoreReady: { restore: 'Restoring' },
  Restoring: {
    next: 'Ready',
    initError: 'RuntimeRestoreErrorState',
    restoreError: 'RuntimeRestoreErrorState',
  },
  RuntimeRestoreErrorState: {},
  Ready: { next: 'Ready', invoke: 'Running' },
  Running: { next: 'Running', response: 'InvocationResponse', error: 'InvocationErrorResponse' },
  InvocationResponse: { sent: 'RuntimeResponseSentState' },
  InvocationErrorResponse: { sent: 'RuntimeResponseSentState' },
  RuntimeResponseSentState: { next: 'Ready' },
}

/** The target that a refusal's message names, which is not always the state that the call leads to. */
export const callTargets = {
  next: 'Ready',
  response: 'InvocationResponse',
  error: 'InvocationErrorResponse',
  initError: 'InitError',
  restoreNext: 'Ready',
  restoreError: 'RuntimeRestoreErrorState',
} as const satisfies Partial<Record<RuntimeEvent, RuntimeState>>

/** A call of the runtime, as opposed to something that the platform does. */
export type RuntimeCall = keyof typeof callTargets

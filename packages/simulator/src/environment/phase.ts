import type { TransitionTable } from '@sim/core'

/**
 * Where the environment is in its life.
 *
 * `snapshot`: with SnapStart init ends in it, and nothing runs until `restore` brings it back. `dormant`: an init, a restore, or
 * an invocation has failed; the next invocation initialises a fresh generation.
 */
export type Phase =
  'init' | 'snapshot' | 'restore' | 'idle' | 'invoke' | 'reset' | 'dormant' | 'shutdown' | 'stopped'

/** What moves an environment from phase to phase. */
export type PhaseEvent =
  | 'ready'
  | 'checkpoint'
  | 'restore'
  | 'invoke'
  | 'done'
  | 'fail'
  | 'cleared'
  | 'shutdown'
  | 'stopped'

/** The whole life. Documented: "Lambda execution environment lifecycle". */
export const phaseTransitions: TransitionTable<Phase, PhaseEvent> = {
  init: { ready: 'idle', checkpoint: 'snapshot', fail: 'reset', shutdown: 'shutdown' },
  snapshot: { restore: 'restore', shutdown: 'shutdown' },
  restore: { ready: 'idle', fail: 'reset' },
  idle: { invoke: 'invoke', shutdown: 'shutdown' },
  invoke: { done: 'idle', fail: 'reset', shutdown: 'shutdown' },
  reset: { cleared: 'dormant', shutdown: 'shutdown' },
  dormant: { invoke: 'invoke', shutdown: 'shutdown' },
  shutdown: { stopped: 'stopped' },
  stopped: {},
}

/** Nothing runs, or nothing that must be finished. */
export function isQuiet(phase: Phase): boolean {
  return phase === 'init' || phase === 'snapshot' || phase === 'idle' || phase === 'dormant'
}

/** Its end has begun. */
export function isOver(phase: Phase): boolean {
  return phase === 'shutdown' || phase === 'stopped'
}

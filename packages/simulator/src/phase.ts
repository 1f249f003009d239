import type { TransitionTable } from '@sim/core'

/**
 * Where the environment is in its life.
 *
 * `dormant`: an init, or an invocation, has failed; the next invocation initialises a fresh generation.
 */
export type Phase = 'init' | 'idle' | 'invoke' | 'reset' | 'dormant' | 'shutdown' | 'stopped'

/** What moves an environment from phase to phase. */
export type PhaseEvent = 'ready' | 'invoke' | 'done' | 'fail' | 'cleared' | 'shutdown' | 'stopped'

/** The whole life. Documented: "Lambda execution environment lifecycle". */
export const phaseTransitions: TransitionTable<Phase, PhaseEvent> = {
  init: { ready: 'idle', fail: 'reset', shutdown: 'shutdown' },
  idle: { invoke: 'invoke', shutdown: 'shutdown' },
  invoke: { done: 'idle', fail: 'reset', shutdown: 'shutdown' },
  reset: { cleared: 'dormant', shutdown: 'shutdown' },
  dormant: { invoke: 'invoke', shutdown: 'shutdown' },
  shutdown: { stopped: 'stopped' },
  stopped: {},
}

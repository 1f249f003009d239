import type { ExtensionKind } from './extension-state.ts'
import { refusals } from './refusals.ts'
import type { Refusal } from '@sim/protocol'

/**
 * Whose rules hold: those of an environment that takes one invocation at a time, or those of a managed instance, which takes
 * several and hands no INVOKE to extensions.
 */
export type ExtensionsProfile = 'classic' | 'managed'

/** In what the two profiles differ. */
export interface ExtensionRules {
  /** Why a transition is refused. */
  readonly notAllowed: string
  /** Why an open poll is refused whose extension changed its state meanwhile. */
  readonly concurrent: string
  /** Why this kind of extension cannot subscribe to an event; `undefined` if it can. */
  eventRefusal(kind: ExtensionKind, event: string): Refusal | undefined
  /** How the platform classifies an error that the extension calls `reported`. */
  errorType(call: 'initError' | 'exitError', reported: string): string
}

const errorTypes = { initError: 'Extension.InitError', exitError: 'Extension.ExitError' } as const
const isEvent = (event: string) => event === 'INVOKE' || event === 'SHUTDOWN'

/** By profile. Core: `core/agentutil.go`, `core/states.go`, `rapid/model/error_types.go` of the two cores. */
export const extensionRules: Readonly<Record<ExtensionsProfile, ExtensionRules>> = {
  classic: {
    notAllowed: 'State transition is not allowed',
    concurrent: 'Concurrent state modification',
    eventRefusal(kind, event) {
      if (kind === 'internal' && event === 'SHUTDOWN') return refusals.shutdownOfInternal
      return isEvent(event) ? undefined : refusals.invalidEvent(event)
    },
    errorType: (call) => errorTypes[call],
  },
  managed: {
    notAllowed: 'state transition is not allowed',
    concurrent: 'concurrent state modification',
    eventRefusal(kind, event) {
      if (kind === 'internal') return refusals.noEventsForInternal
      return event === 'SHUTDOWN' ? undefined : refusals.invalidEvent(event)
    },
    errorType: (call, reported) =>
      /Extension\.[A-Z][a-zA-Z]+/.test(reported) ? reported : errorTypes[call],
  },
}

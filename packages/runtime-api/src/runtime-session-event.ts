import type { InitErrorReport, InvocationAnswer } from './invocation.ts'
import type { RuntimeState } from './runtime-state.ts'

/** What happened on a session, in the order in which it happened. */
export type RuntimeSessionEvent =
  | { readonly type: 'polled'; readonly state: RuntimeState }
  | { readonly type: 'handed'; readonly requestId: string }
  | { readonly type: 'answered'; readonly requestId: string; readonly answer: InvocationAnswer }
  | { readonly type: 'init-error'; readonly report: InitErrorReport }
  /** It may be put into a snapshot: it asked to be restored. */
  | { readonly type: 'restore-polled' }
  | { readonly type: 'restore-error'; readonly errorType: string }

/** Hears of each event, in the turn in which it happens. It must not throw. */
export type RuntimeSessionListener = (event: RuntimeSessionEvent) => void

import type { ExtensionEventType, NextEvent } from './events.ts'
import type { ExtensionKind, ExtensionState } from './extension-state.ts'

/** One extension, as it is at one moment. */
export interface ExtensionInfo {
  /** The one of this registration; missing before. */
  readonly id?: string | undefined
  readonly name: string
  readonly kind: ExtensionKind
  readonly state: ExtensionState
  /** What it subscribed to, each once, in the order in which it asked. */
  readonly events: readonly ExtensionEventType[]
  /** The first error that it reported, or why it was not launched. */
  readonly errorType?: string | undefined
}

/** The first error that an extension of a generation reported. */
export interface FirstError {
  /** Of the extension. */
  readonly name: string
  /**
   * How the platform classifies it: `Extension.InitError`, `Extension.ExitError`, on a managed instance also the extension's
   * own `Extension.…`. Core: `fatalerror/fatalerror.go`, `rapid/model/error_types.go`.
   */
  readonly errorType: string
  /** The extension's own word for it. */
  readonly reported: string
}

/** What happened to an extension. */
export type ExtensionRegistryEvent = {
  /** Whom it happened to, as it is afterwards. */
  readonly extension: ExtensionInfo
} & (
  | { readonly type: 'registered' }
  /** `event/next` arrived and was not refused. */
  | { readonly type: 'polled' }
  /** The answer to a poll. */
  | { readonly type: 'handed'; readonly event: NextEvent }
  /** The client of a poll went away; the event that could not reach it, if there was one, waits again. */
  | { readonly type: 'abandoned'; readonly event?: NextEvent | undefined }
  /** `init/error` or `exit/error` for the first time; `reported` is the extension's own word. */
  | {
      readonly type: 'error-reported'
      readonly errorType: string
      readonly reported: string
    }
  /** Told right after what caused it. */
  | {
      readonly type: 'state-changed'
      readonly from: ExtensionState
      readonly to: ExtensionState
    }
)

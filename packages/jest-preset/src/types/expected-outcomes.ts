import type { AsymmetricMatcher, Described } from '@sim/simulator'

/** Any part of the error object that the caller got, and how the invocation ended. */
export interface ExpectedFailure {
  /** The error object's own word, or the platform's: `Runtime.ExitError`, `Sandbox.Timedout`, … */
  readonly errorType?: Described<string> | undefined
  readonly errorMessage?: Described<string> | undefined
  /** `error`: the function's; `timeout`; `failure`: the sandbox's. */
  readonly status?: Described<'error' | 'timeout' | 'failure'> | undefined
  /** Whatever else the runtime put in. */
  readonly [member: string]: unknown
}

/**
 * One printed line: a part of it, a regular expression that it fits, an asymmetric matcher for it, or any part of
 * the object that it is as JSON.
 */
export type ExpectedLine = string | RegExp | AsymmetricMatcher | Readonly<Record<string, unknown>>

/** Which lines count. Default: all. */
export interface LogFilter {
  /** Who printed: the function's runtime, or an extension. */
  readonly source?: 'function' | 'extension' | undefined
  /** `log`: the descriptor on which AWS's runtime clients write. */
  readonly stream?: 'stdout' | 'stderr' | 'log' | undefined
}

/** What an extension has registered for. */
export interface ExpectedRegistration {
  /** All of its events, in any order. */
  readonly events?: readonly ('INVOKE' | 'SHUTDOWN')[] | AsymmetricMatcher | undefined
}

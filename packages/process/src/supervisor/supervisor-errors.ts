import { SimulatorError } from '@sim/core'
import { describeReason, rootError, type ExitReason } from '../kernel/exit-reason.ts'
import type { ChildDeath } from './child-death.ts'

/** A child could not be started. `code` is `ERR_CHILD_START`, `cause` is what its start failed with. */
export class ChildStartError extends SimulatorError<'ERR_CHILD_START'> {
  /** The id of its spec. */
  readonly child: string

  constructor(supervisor: string, child: string, cause: unknown) {
    const why = cause instanceof Error ? cause.message : String(cause)
    super(
      'ERR_CHILD_START',
      `${supervisor} could not start child ${JSON.stringify(child)}: ${why}`,
      {
        cause,
      },
    )
    this.child = child
  }
}

/**
 * A supervisor gave up: one more restart within its period than its intensity allows. `code` is
 * `ERR_RESTART_INTENSITY`; `cause` is the error of the first death, if that had one.
 */
export class RestartIntensityError extends SimulatorError<'ERR_RESTART_INTENSITY'> {
  /** The child that ended first within the period. */
  readonly child: string
  /** Why that one ended. `rootCause()` finds it. */
  readonly reason: ExitReason
  /** What happened within the period, oldest first. */
  readonly deaths: readonly ChildDeath[]

  constructor(
    supervisor: string,
    limits: { readonly intensity: number; readonly periodMs: number },
    deaths: readonly [ChildDeath, ...ChildDeath[]],
  ) {
    const { intensity, periodMs } = limits
    const [{ child, reason }] = deaths
    const cause = rootError(reason)
    super(
      'ERR_RESTART_INTENSITY',
      `${supervisor} may restart ${intensity} times within ${periodMs} ms, found ${deaths.length} deaths, ` +
        `first that of child ${JSON.stringify(child)}: ${describeReason(reason)}`,
      cause === undefined ? undefined : { cause },
    )
    this.child = child
    this.reason = reason
    this.deaths = deaths
  }
}

/** A supervisor has no child of this id. `code` is `ERR_NO_SUCH_CHILD`. */
export class NoSuchChildError extends SimulatorError<'ERR_NO_SUCH_CHILD'> {
  readonly child: string

  constructor(supervisor: string, child: string, known: readonly string[]) {
    const has = known.map((id) => JSON.stringify(id)).join(', ') || 'none'
    super(
      'ERR_NO_SUCH_CHILD',
      `${supervisor} has no child ${JSON.stringify(child)}, its children are: ${has}`,
    )
    this.child = child
  }
}

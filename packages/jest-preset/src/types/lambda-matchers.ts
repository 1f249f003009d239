import type { WaitLimits } from '@sim/core'
import type { ShutdownReason } from '@sim/extensions-api'
import type { AsymmetricMatcher, Described } from '@sim/simulator'
import type {
  ExpectedFailure,
  ExpectedLine,
  ExpectedRegistration,
  LogFilter,
} from './expected-outcomes.ts'
import type {
  ExpectedEvent,
  ExpectedEvents,
  ExpectedRecord,
  TelemetryType,
} from './expected-telemetry.ts'

/**
 * The matchers for a `Simulator`, an `Invocation`, and lists of telemetry events.
 *
 * Past tense judges what has happened, now. Present tense waits, and must be awaited. `R` is what the judging
 * ones return: nothing, or a promise behind `.resolves`.
 */
export interface LambdaMatchers<R = unknown> {
  /**
   * The platform has told of an event of this name, with such a record. On a simulator or a list of events.
   *
   * @example expect(simulator).toHaveEmittedTelemetry('platform.report', { status: 'timeout' })
   */
  toHaveEmittedTelemetry<T extends TelemetryType>(type: T, record?: ExpectedRecord<T>): R
  /** The platform has told of such an event. */
  toHaveEmittedTelemetry(event: ExpectedEvent): R
  /** The platform has told of such events in this order, whatever it told between them. */
  toHaveEmittedTelemetry(events: ExpectedEvents): R

  /**
   * The platform tells of an event of this name; what it has told already counts. On a simulator.
   *
   * It passes as soon as it holds. It waits 5000 ms by default, and never longer than 80 % of what is left of the
   * test's own time, where that is known. With `.not` it waits until nothing runs or is queued, and judges then.
   * Rejects with the signal's reason.
   */
  toEmitTelemetry<T extends TelemetryType>(type: T, limits?: WaitLimits): Promise<void>
  /** The same, with such a record. */
  toEmitTelemetry<T extends TelemetryType>(
    type: T,
    record: ExpectedRecord<T>,
    limits?: WaitLimits,
  ): Promise<void>
  /** The platform tells of such an event. */
  toEmitTelemetry(event: ExpectedEvent, limits?: WaitLimits): Promise<void>
  /** The platform tells of such events in this order, whatever it tells between them. */
  toEmitTelemetry(events: ExpectedEvents, limits?: WaitLimits): Promise<void>

  /** An extension of this name has registered, in any generation, for these events. On a simulator. */
  toHaveRegisteredExtension(name: Described<string>, registration?: ExpectedRegistration): R

  /**
   * The invocation's caller got a success. On an invocation that has its answer, or on its result.
   *
   * `value`: all of the answer. Bytes are compared as bytes, text with the text or with the string that it is as
   * JSON, a regular expression with the text, everything else with the JSON.
   */
  toHaveSucceededWith(value?: unknown): R

  /**
   * The invocation's caller got an error. On an invocation that has its answer, or on its result.
   *
   * `failure`: any part of the error object; or text that is the error's type or in its message; or a regular
   * expression that fits one of the two.
   */
  toHaveFailedWith(failure?: ExpectedFailure | string | RegExp | AsymmetricMatcher): R

  /**
   * Everything is frozen: the controller says so, and the kernel shows every thread of every process stopped. On a
   * simulator.
   *
   * `.not` wants everything to run: the controller says so, and no process is stopped. Between the two neither
   * passes.
   */
  toBeFrozen(): R

  /** The platform has shut a generation down for this reason. On a simulator. */
  toHaveShutDownWith(reason: ShutdownReason | AsymmetricMatcher): R

  /**
   * A process has printed such a line. On a simulator, or on an invocation for the lines that the function
   * printed during it.
   */
  toHaveLogged(line: ExpectedLine, filter?: LogFilter): R
}

/** The matchers that also stand for a value: `expect.toHaveSucceededWith(5)`. Those that wait cannot. */
export type LambdaAsymmetricMatchers = Omit<LambdaMatchers<AsymmetricMatcher>, 'toEmitTelemetry'>

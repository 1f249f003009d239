const brand = Symbol.for('@sim/simulator-error')

/**
 * The base of every error that these packages throw on purpose.
 *
 * Test `error.code`, or ask `SimulatorError.is(error)`. Do not use `instanceof`: a Jest sandbox, or
 * a program that mixes ESM and CJS, holds more than one copy of this class.
 */
export class SimulatorError<Code extends string = string> extends Error {
  /** Stable; every code is explained in `docs/errors.md`. */
  readonly code: Code

  constructor(code: Code, message: string, options?: ErrorOptions) {
    super(message, options)
    this.name = new.target.name
    this.code = code
    Object.defineProperty(this, brand, { value: true })
  }

  /** Whether a value is one of ours, whichever copy of this package made it. */
  static is(value: unknown): value is SimulatorError {
    return typeof value === 'object' && value !== null && brand in value
  }
}

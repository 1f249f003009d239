import { SimulatorError } from '@sim/core'
import { inspect } from 'node:util'

/** What an option may be. */
export interface OptionKind {
  /** In words: `a function`. */
  readonly allowed: string
  readonly includes: (value: unknown) => boolean
}

/** The kinds of some options, by their names. */
export type OptionKinds = Readonly<Record<string, OptionKind>>

export const text: OptionKind = {
  allowed: 'a text that is not empty',
  includes: (value) => typeof value === 'string' && value !== '',
}

export const callable: OptionKind = {
  allowed: 'a function',
  includes: (value) => typeof value === 'function',
}

export const flag: OptionKind = {
  allowed: 'a boolean',
  includes: (value) => typeof value === 'boolean',
}

export const list: OptionKind = { allowed: 'an array', includes: Array.isArray }

/** Milliseconds. Also `Infinity`. */
export const duration: OptionKind = {
  allowed: 'a number from 0 on',
  includes: (value) => typeof value === 'number' && value >= 0,
}

/** Also `Infinity`. */
export const count: OptionKind = {
  allowed: 'a whole number from 0 on, or Infinity',
  includes: (value) =>
    value === Infinity || (typeof value === 'number' && Number.isInteger(value) && value >= 0),
}

/** One of some texts. */
export function oneOf(...texts: readonly string[]): OptionKind {
  return {
    allowed: `one of ${texts.join(', ')}`,
    includes: (value) => texts.some((known) => known === value),
  }
}

/** One of two kinds. */
export function either(one: OptionKind, other: OptionKind): OptionKind {
  return {
    allowed: `${one.allowed}, or ${other.allowed}`,
    includes: (value) => one.includes(value) || other.includes(value),
  }
}

/** May be left out. */
export function optional({ allowed, includes }: OptionKind): OptionKind {
  return { allowed, includes: (value) => value === undefined || includes(value) }
}

/** What is wrong with options, each in words: what it must be, and what was found. `of` follows its name. */
export function faultsOf(options: object, kinds: OptionKinds, of = ''): string[] {
  return Object.entries(kinds).flatMap(([name, { allowed, includes }]) => {
    const found: unknown = Reflect.get(options, name)
    return includes(found) ? [] : [describeFault(name + of, allowed, found)]
  })
}

/** One fault in words. */
export function describeFault(what: string, allowed: string, found: unknown): string {
  return `${what} must be ${allowed}, found ${inspect(found, { depth: 0 })}`
}

/** Throws `ERR_INVALID_OPTIONS` with all faults, if there are any. */
export function refuse(faults: readonly string[]): void {
  if (faults.length === 0) return
  throw new SimulatorError('ERR_INVALID_OPTIONS', `a supervisor's ${faults.join('; ')}`)
}

import { usageError } from '../usage-error.ts'

/** A flag that may stand ahead of the program to run. */
export interface FlagRule {
  /** What its value may be, for messages. Left out: the flag has no value. */
  readonly allowed?: string | undefined
  /** Another spelling of it. */
  readonly short?: string | undefined
}

/** Flags by their spelling, with the dashes. */
export type FlagRules = Readonly<Record<string, FlagRule>>

/** What stood ahead of the program, and the program with its arguments. */
export interface LeadingFlags {
  /** The value of each flag that was given, the last one if it was given twice; `''` for those without. */
  readonly given: ReadonlyMap<string, string>
  readonly rest: readonly string[]
}

/**
 * Reads `--flag value` and `--flag=value` up to the first argument that is no flag, or up to `--`.
 *
 * What follows belongs to the program and is not looked at, its flags included. Throws `ERR_USAGE`.
 */
export function leadingFlags(args: readonly string[], rules: FlagRules): LeadingFlags {
  const given = new Map<string, string>()
  const left = [...args]
  while (left[0]?.startsWith('-')) {
    const argument = left.shift() as string
    if (argument === '--') break
    const { name, rule, inline } = find(argument, rules)
    given.set(
      name,
      rule.allowed === undefined ? flag(name, inline) : value(name, rule, inline, left),
    )
  }
  return { given, rest: left }
}

function find(argument: string, rules: FlagRules) {
  const [, spelling = argument, inline] = /^([^=]+)(?:=(.*))?$/s.exec(argument) ?? []
  const found = Object.entries(rules).find(
    ([name, { short }]) => name === spelling || short === spelling,
  )
  if (found !== undefined) return { name: found[0], rule: found[1], inline }
  throw usageError(`unknown flag ${spelling}, allowed: ${Object.keys(rules).join(', ')}`)
}

function flag(name: string, inline: string | undefined): string {
  if (inline === undefined) return ''
  throw usageError(`${name} takes no value, found ${JSON.stringify(inline)}`)
}

function value(
  name: string,
  { allowed }: FlagRule,
  inline: string | undefined,
  left: string[],
): string {
  if (inline !== undefined) return inline
  const [next] = left
  if (next !== undefined && !next.startsWith('--')) return left.shift() as string
  throw usageError(`${name} needs ${allowed}, found ${next === undefined ? 'nothing' : next}`)
}

import { parseArgs } from 'node:util'
import { didYouMean } from '../closest-name.ts'
import { usageError } from '../usage-error.ts'
import type { Option, Options, OptionValues } from './option.ts'

/** Arguments, parsed and checked. */
export interface ParsedArguments<O extends Options> {
  /** Help is wanted; the rest was not checked. */
  readonly help: boolean
  /** What is no flag, in its order. */
  readonly operands: readonly string[]
  readonly values: OptionValues<O>
}

/**
 * Parses a command's arguments.
 *
 * Throws `ERR_USAGE` with the flag, what was found, and what is allowed.
 */
export function parseArguments<O extends Options>(
  args: readonly string[],
  options: O,
): ParsedArguments<O> {
  const tokens = tokenize(args, options)
  const operands = tokens.flatMap((token) => (token.kind === 'positional' ? [token.value] : []))
  const flags = tokens.filter((token) => token.kind === 'option')
  if (flags.some(({ rawName }) => rawName === '--help' || rawName === '-h')) {
    return { help: true, operands, values: valuesOf(options, new Map()) }
  }
  const found = new Map<string, unknown[]>()
  for (const flag of flags) {
    const option = optionOf(flag, options, args)
    const value = option.kind === 'switch' ? switchedTo(flag) : valueOf(flag, option)
    found.set(flag.name, [...(found.get(flag.name) ?? []), value])
  }
  return { help: false, operands, values: valuesOf(options, found) }
}

type Tokens = ReturnType<typeof tokenize>
type Flag = Extract<Tokens[number], { kind: 'option' }>

// Not `strict`: its messages cannot say what is allowed, so the tokens are judged here.
function tokenize(args: readonly string[], options: Options) {
  const known = Object.entries(options).map(
    ([name, { kind }]) => [name, { type: kind === 'switch' ? 'boolean' : 'string' }] as const,
  )
  return parseArgs({
    args: [...args],
    options: { ...Object.fromEntries(known), help: { type: 'boolean', short: 'h' } },
    strict: false,
    allowPositionals: true,
    allowNegative: true,
    tokens: true,
  }).tokens
}

function optionOf(flag: Flag, options: Options, args: readonly string[]): Option {
  // `--no-freeze=1` keeps its `no-`.
  const name = flag.value === undefined ? flag.name : flag.name.replace(/^no-/, '')
  const option = Object.hasOwn(options, name) ? options[name] : undefined
  const isNegated = flag.rawName === `--no-${name}`
  if (option !== undefined && !(isNegated && option.kind !== 'switch')) return option
  const written = (args[flag.index] ?? flag.rawName).replace(/=.*$/s, '')
  const hint = didYouMean(written.replace(/^-+/, ''), Object.keys(options), (name) => `--${name}`)
  throw usageError(`there is no ${written}${hint}`)
}

function switchedTo({ name, rawName, value }: Flag): boolean {
  if (value !== undefined) {
    throw usageError(`${rawName} takes no value, found ${JSON.stringify(value)}`)
  }
  return rawName !== `--no-${name}`
}

function valueOf(flag: Flag, option: Exclude<Option, { kind: 'switch' }>): unknown {
  const { rawName, value, inlineValue } = flag
  const { placeholder, allowed, schema } = option
  if (value === undefined || (!inlineValue && value.startsWith('--'))) {
    const found = value === undefined ? 'nothing' : `the flag ${value}`
    throw usageError(`${rawName} needs a value, ${placeholder}: ${allowed}, found ${found}`)
  }
  const parsed = schema.safeParse(value)
  if (parsed.success) return parsed.data
  throw usageError(`${rawName} must be ${allowed}, found ${JSON.stringify(value)}`)
}

function valuesOf<O extends Options>(
  options: O,
  found: ReadonlyMap<string, readonly unknown[]>,
): OptionValues<O> {
  const values = Object.entries(options).map(([name, option]) => {
    const all = found.get(name) ?? []
    if (option.kind === 'list') return [name, all]
    return [name, all.at(-1) ?? (option.kind === 'switch' ? (option.on ?? false) : undefined)]
  })
  return Object.fromEntries(values) as OptionValues<O>
}

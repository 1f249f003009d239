import type * as z from 'zod'

/** On or off: `--freeze`, `--no-freeze`. */
export interface Switch {
  readonly kind: 'switch'
  readonly summary: string
  /** What holds when it is not given. Default off. */
  readonly on?: boolean | undefined
}

/** One value: `--timeout 3`. The last one given counts. */
export interface ValueOption<T> {
  readonly kind: 'value'
  /** What stands for the value in the help: `SECONDS`. */
  readonly placeholder: string
  readonly summary: string
  readonly schema: z.ZodType<T, string>
  /** Completes "--timeout must be …". */
  readonly allowed: string
}

/** As many values as one likes, in their order: `--env A=1 --env B=2`. */
export interface ListOption<T> extends Omit<ValueOption<T>, 'kind'> {
  readonly kind: 'list'
}

export type Option = Switch | ValueOption<unknown> | ListOption<unknown>

/** The flags of a command by their names without dashes. */
export type Options = Readonly<Record<string, Option>>

/** What a flag comes to. A switch that was not given has its default. */
export type OptionValue<O extends Option> =
  O extends ListOption<infer T>
    ? readonly T[]
    : O extends ValueOption<infer T>
      ? T | undefined
      : boolean

export type OptionValues<O extends Options> = { readonly [Name in keyof O]: OptionValue<O[Name]> }

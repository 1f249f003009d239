import { SimulatorError } from './simulator-error.ts'

/** What a schema finds wrong, as zod tells it. */
export interface OptionIssue {
  /** Where it is among the options. */
  readonly path: readonly PropertyKey[]
  readonly message: string
}

/**
 * `ERR_INVALID_OPTIONS`, naming each fault with what was found there.
 *
 * `which`: the options themselves, as they should read: `the options of a container`.
 */
export function invalidOptions(
  which: string,
  options: unknown,
  issues: readonly OptionIssue[],
): SimulatorError<'ERR_INVALID_OPTIONS'> {
  const faults = issues.map(({ path, message }) => {
    const wrong = `${message.charAt(0).toLowerCase()}${message.slice(1)}`
    return `${path.join('.') || 'options'}: ${wrong}, found ${found(options, path)}`
  })
  return new SimulatorError('ERR_INVALID_OPTIONS', `${which} are wrong: ${faults.join('; ')}`)
}

function found(options: unknown, path: readonly PropertyKey[]): string {
  let value = options
  for (const key of path) value = (value as Record<PropertyKey, unknown> | undefined)?.[key]
  return JSON.stringify(value) ?? String(value)
}

/** How much of a value a message repeats, in characters. */
const longest = 80

/**
 * The end of a sentence that said what a value should be: what it is instead, shortened, or that it is missing.
 *
 * An API sends no more of a request back than helps to find the place.
 */
export function found(value: unknown): string {
  if (value === undefined) return ', but is missing'
  const text = asJson(value)
  return `, not ${text.length > longest ? `${text.slice(0, longest)}…` : text}`
}

/** Lists can be nested more deeply than can be written, though not than can be read. */
function asJson(value: unknown): string {
  try {
    return JSON.stringify(value)
  } catch {
    return Array.isArray(value) ? '[…' : '{…'
  }
}

/** The known name that was most likely meant, or `undefined` when none is close. */
export function nearestName(name: string, known: readonly string[]): string | undefined {
  const wanted = name.toLowerCase()
  const ranked = known
    .map((other) => ({ other, distance: distanceOf(wanted, other.toLowerCase()) }))
    .toSorted((one, other) => one.distance - other.distance)
  const [best] = ranked
  if (best === undefined || best.distance > Math.max(2, wanted.length * 0.4)) return undefined
  return best.other
}

/** `Did you mean "…"?`, or nothing. */
export function didYouMean(name: unknown, known: readonly string[]): string | undefined {
  const nearest = typeof name === 'string' ? nearestName(name, known) : undefined
  return nearest === undefined || nearest === name ? undefined : `Did you mean "${nearest}"?`
}

/** A part of a name, such as `report` for `platform.report`, is nearly the name. */
function distanceOf(wanted: string, known: string): number {
  if (known.endsWith(`.${wanted}`)) return 0
  return edits(wanted, known)
}

/** How many letters must be put in, left out or replaced (Levenshtein). */
function edits(one: string, other: string): number {
  let previous = Array.from({ length: other.length + 1 }, (_, index) => index)
  for (let row = 1; row <= one.length; row += 1) {
    const current = [row]
    for (let column = 1; column <= other.length; column += 1) {
      const replaced = (previous[column - 1] ?? 0) + (one[row - 1] === other[column - 1] ? 0 : 1)
      const shorter = Math.min((previous[column] ?? 0) + 1, (current[column - 1] ?? 0) + 1)
      current.push(Math.min(replaced, shorter))
    }
    previous = current
  }
  return previous.at(-1) ?? 0
}

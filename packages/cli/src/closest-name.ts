/** The name that was probably meant: one that it begins, or one that is a slip of the finger away. */
export function closestName(found: string, names: readonly string[]): string | undefined {
  const typed = found.toLowerCase()
  const most = Math.max(1, Math.floor(typed.length / 3))
  const [closest] = names
    .map((name) => ({ name, distance: distance(typed, name) }))
    .filter((other) => other.distance <= most)
    .toSorted((one, other) => one.distance - other.distance)
  if (closest !== undefined) return closest.name
  return typed.length < 2 ? undefined : names.find((name) => name.startsWith(typed))
}

/** `, did you mean X?`, or nothing. */
export function didYouMean(
  found: string,
  names: readonly string[],
  write: (name: string) => string = (name) => name,
): string {
  const meant = closestName(found, names)
  return meant === undefined ? '' : `, did you mean ${write(meant)}?`
}

/** How many letters must be added, dropped, replaced, or swapped with their neighbour. */
function distance(one: string, other: string): number {
  let beforeLast: number[] = []
  let last = Array.from({ length: other.length + 1 }, (_, index) => index)
  for (let row = 1; row <= one.length; row += 1) {
    const current = [row]
    for (let column = 1; column <= other.length; column += 1) {
      const isSame = one[row - 1] === other[column - 1]
      const isSwap = one[row - 1] === other[column - 2] && one[row - 2] === other[column - 1]
      current.push(
        Math.min(
          at(last, column) + 1,
          at(current, column - 1) + 1,
          at(last, column - 1) + (isSame ? 0 : 1),
          isSwap ? at(beforeLast, column - 2) + 1 : Infinity,
        ),
      )
    }
    beforeLast = last
    last = current
  }
  return at(last, other.length)
}

const at = (row: readonly number[], index: number): number => row[index] ?? Infinity

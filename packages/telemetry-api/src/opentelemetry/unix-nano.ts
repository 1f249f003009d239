/** How many nanoseconds a millisecond has. */
export const nanosOfMs = 1_000_000n

/** The latest moment that OTLP can write, in the year 2554. */
const last = 2n ** 64n - 1n

/** A moment of the platform as nanoseconds since 1970; 0, which stands for "unknown", when it is none. */
export function unixNano(time: string): bigint {
  const ms = Date.parse(time)
  return ms > 0 ? BigInt(ms) * nanosOfMs : 0n
}

/** A millionth of a millisecond: less is nothing. */
const least = 1e-6

/**
 * Milliseconds as nanoseconds, to the digit: 0.064 are 64000. Nothing for what is no duration.
 *
 * The digits are those that the record has in JSON: the product of so large and so precise a number does not fit into a double.
 */
export function nanos(ms: number | undefined): bigint {
  if (ms === undefined || !(ms >= least && ms < Number.MAX_SAFE_INTEGER)) return 0n
  const [whole = '', fraction = ''] = String(ms).split('.')
  return BigInt(whole + fraction.slice(0, 6).padEnd(6, '0'))
}

/** The latest of these moments. */
export function latest(first: bigint, ...others: readonly bigint[]): bigint {
  return others.reduce((max, one) => (one > max ? one : max), first)
}

/** A moment as OTLP/JSON writes it: decimal text of an unsigned integer with 64 bits. */
export function nanoText(moment: bigint): string {
  return String(moment > last ? last : moment)
}

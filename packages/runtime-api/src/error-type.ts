/**
 * The error type that the platform makes of a runtime's own.
 *
 * A value that contains `Runtime.Xxx` or `Function.Xxx` anywhere is kept whole; another that begins with
 * `Function.` becomes `Function.Unknown`; anything else, or nothing, `Runtime.Unknown`.
 * Core: `fatalerror/fatalerror.go`.
 */
export function normaliseErrorType(reported: string | undefined): string {
  if (reported === undefined) return 'Runtime.Unknown'
  if (/(Runtime|Function)\.[A-Z][a-zA-Z]+/.test(reported)) return reported
  return reported.startsWith('Function.') ? 'Function.Unknown' : 'Runtime.Unknown'
}

import * as z from 'zod'

/**
 * `platform.fault`: an invocation failed. Only the Logs API has it, and it is text. Documented.
 *
 * Of the two wordings that are documented this is the newer one:
 * `RequestId: <id> Status: <status>`, and, after a tab, `ErrorType: <type>` if there is one.
 */
export const LogsFault = z.string()
export type LogsFault = z.infer<typeof LogsFault>

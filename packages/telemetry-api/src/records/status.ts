import * as z from 'zod'

/**
 * How a phase ended. Documented; the meanings are the emulator core's.
 *
 * `error` is the customer's doing (a crash, a reported init error), `failure` the service's, and
 * `timeout` says that the platform ended it. A handler that throws is a `success`: its runtime is
 * well.
 */
export const Status = z.enum(['success', 'failure', 'error', 'timeout'])
export type Status = z.infer<typeof Status>

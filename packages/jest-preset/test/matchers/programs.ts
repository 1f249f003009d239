import { execPath } from 'node:process'
import { fileURLToPath } from 'node:url'

const at = (path: string) => fileURLToPath(new URL(`programs/${path}`, import.meta.url))

/**
 * A function that does what its event says: `log`, `complain`, `fail`, `exit`, `hang`. It answers with the event, or
 * for `child` with the pid of a process that it has started.
 */
export const functionDirectory = at('function')

/** An extension called `observes`, for INVOKE and SHUTDOWN, that prints what it is told. */
export const observes = { name: 'observes', command: execPath, args: [at('observes.mjs')] }

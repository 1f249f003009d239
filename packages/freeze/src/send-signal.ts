import { codeOf, FreezeError } from './freeze-error.ts'
import { isGone, type FreezeSignal, type ProcessEntry, type SignalPort } from './signal-port.ts'

/** What became of a signal. `gone`: the process ended, or its number belongs to another one now. */
export type Sent =
  | { readonly is: 'sent'; readonly to: ProcessEntry }
  | { readonly is: 'gone' }
  | { readonly is: 'failed'; readonly error: FreezeError }

/**
 * Signals a process if it is still the one that is meant. Never throws.
 *
 * The look and the signal are one synchronous step, as near to each other as they can be without pidfds.
 */
export function sendSignal(
  port: SignalPort,
  pid: number,
  signal: FreezeSignal,
  isMeant: (entry: ProcessEntry) => boolean,
): Sent {
  try {
    const to = port.read(pid)
    if (isGone(to) || !isMeant(to)) return { is: 'gone' }
    port.send(pid, signal)
    return { is: 'sent', to }
  } catch (error) {
    if (codeOf(error) === 'ESRCH') return { is: 'gone' }
    return { is: 'failed', error: FreezeError.from(error, pid) }
  }
}

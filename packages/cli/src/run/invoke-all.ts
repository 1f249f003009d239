import type { Invocation, Simulator } from '@sim/simulator'
import { write } from '../write.ts'
import type { Terminal } from '../command.ts'
import { answerBytes, type AnswerForm } from './answer-bytes.ts'

/**
 * Invokes the function once per event, one after the other, and writes each answer when its invoke phase is over.
 *
 * Resolves with the last invocation. Rejects with the signal's reason when the user ends it.
 */
export async function invokeAll(
  simulator: Simulator,
  events: readonly Buffer[],
  form: AnswerForm,
  { stdout, signal }: Terminal,
): Promise<Invocation | undefined> {
  let last: Invocation | undefined
  for (const event of events) {
    // Nobody may be left to read an answer.
    signal.throwIfAborted()
    last = simulator.enqueue(event)
    // The function's own time-out bounds it.
    await last.done({ timeoutMs: Infinity, signal })
    await write(stdout, answerBytes(last, form))
    await frozen(simulator, last, signal)
  }
  return last
}

/** The next event finds the environment frozen, as on Lambda, or told in the log why it is not. */
async function frozen(
  simulator: Simulator,
  { requestId }: Invocation,
  signal: AbortSignal,
): Promise<void> {
  // After a failure nothing is left to freeze.
  if (simulator.settings.freeze === 'none' || simulator.phase !== 'idle') return
  const entries = simulator.journal.entries('invocation.ended')
  const end = entries.findLast((entry) => entry.requestId === requestId)?.sequence ?? 0
  await simulator.waitForEntry(
    ({ sequence, type }) => sequence > end && (type === 'frozen' || type === 'freeze.failed'),
    { what: 'the environment to freeze', timeoutMs: Infinity, signal },
  )
}

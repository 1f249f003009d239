import { Simulator, type SimulatorOptions } from '@sim/simulator'
import type { Terminal } from '../command.ts'
import { exitCodes } from '../exit-codes.ts'
import { followLog } from '../log-lines/follow-log.ts'
import { unlessAborted } from '../until-aborted.ts'
import { write } from '../write.ts'
import type { AnswerForm } from './answer-bytes.ts'
import { invokeAll } from './invoke-all.ts'
import { runTimeline } from './run-timeline.ts'

/** What is printed of a run besides its log. */
export interface RunForm extends AnswerForm {
  readonly timeline: boolean
}

/**
 * One environment, from its init over the invocations to its shutdown, printed as it goes.
 *
 * Resolves with the exit code. Cut short, it ends everything at once and rejects with the signal's reason.
 */
export async function runEvents(
  options: SimulatorOptions,
  events: readonly Buffer[],
  form: RunForm,
  terminal: Terminal,
): Promise<number> {
  const simulator = await Simulator.start(options)
  using _log = followLog(simulator.journal, terminal.stderr)
  try {
    const last = await invokeAll(simulator, events, form, terminal)
    await unlessAborted(simulator.shutdown(), terminal.signal)
    return last?.status === 'success' ? exitCodes.success : exitCodes.failure
  } finally {
    await simulator.stop()
    if (form.timeline) await write(terminal.stderr, runTimeline(simulator.journal))
  }
}

import { Simulator, type SimulatorOptions } from '@sim/simulator'
import type { Terminal } from '../command.ts'
import { exitCodes } from '../exit-codes.ts'
import { followLog } from '../log-lines/follow-log.ts'
import { unlessAborted } from '../until-aborted.ts'
import { write } from '../write.ts'
import type { AnswerForm } from './answer-bytes.ts'
import type { ExportFiles } from './export-files.ts'
import { exportRun } from './export-run.ts'
import { invokeAll } from './invoke-all.ts'
import { runTimeline } from './run-timeline.ts'

/** What is printed of a run besides its log. */
export interface RunForm extends AnswerForm {
  readonly timeline: boolean
  readonly files: ExportFiles
}

/**
 * One environment, from its init over the invocations to its shutdown, printed as it goes.
 *
 * Resolves with the exit code. Cut short, it ends everything at once and rejects with the signal's reason. Rejects with
 * `ERR_EXPORT_FAILED` when a file could not take what the run tells.
 */
export async function runEvents(
  options: SimulatorOptions,
  events: readonly Buffer[],
  form: RunForm,
  terminal: Terminal,
): Promise<number> {
  const simulator = await Simulator.start(options)
  using _log = followLog(simulator, terminal.stderr)
  const exported = exportRun(simulator.telemetry, form.files)
  try {
    const last = await invokeAll(simulator, events, form, terminal)
    await unlessAborted(simulator.shutdown(), terminal.signal)
    return last?.status === 'success' ? exitCodes.success : exitCodes.failure
  } finally {
    await simulator.stop()
    if (form.timeline) await write(terminal.stderr, runTimeline(simulator.journal))
    await exported()
  }
}

import { platform } from 'node:process'
import { inspectedLine, inspectProcesses } from './inspect-processes.ts'
import type { MatcherContext, MatcherResult } from './matcher-context.ts'
import { message, refuse, undecided, type Call } from './message.ts'
import { isSimulator, type ObservedSimulator } from './observed.ts'

/**
 * Judges whether everything is stopped: by the controller's word, and by the kernel's.
 *
 * Where they contradict each other neither the matcher nor its `.not` holds. On Windows there is only the
 * controller's word.
 */
export function toBeFrozen(this: MatcherContext, received: unknown): MatcherResult {
  const call: Call = { name: 'toBeFrozen', on: 'simulator', args: [] }
  if (!isSimulator(received)) {
    const rule = 'received value must be a simulator'
    return refuse(this, call, { rule, label: 'Received' }, received)
  }
  const { verdict, lines } = judge(received)
  const wanted = this.isNot === true ? 'everything to run' : 'everything to be stopped'
  const all = [`Expected: ${wanted}`, ...lines]
  if (verdict === 'neither') return undecided(this, call, all)
  return { pass: verdict === 'frozen', message: () => message(this, call, all) }
}

function judge(simulator: ObservedSimulator): {
  readonly verdict: 'frozen' | 'running' | 'neither'
  readonly lines: readonly string[]
} {
  const { state, mode } = simulator.freezer
  const processes = inspectProcesses(simulator)
  const stopped = processes.filter(({ states }) => states.every((letter) => letter === 'T'))
  const lines = [
    `The controller says: ${state}${mode === 'none' ? ' (option freeze is none)' : ''}`,
    processes.length === 0 ? 'The kernel shows no process' : 'The kernel shows:',
    ...processes.map((process) => `  ${inspectedLine(process)}`),
  ]
  if (state === 'running' && stopped.length === 0) return { verdict: 'running', lines }
  const isAll = stopped.length === processes.length && (stopped.length > 0 || platform === 'win32')
  return { verdict: state === 'frozen' && isAll ? 'frozen' : 'neither', lines }
}

import { Simulator, type SimulatorOptions } from '@sim/simulator'
import { randomUUID } from 'node:crypto'
import { rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { faultsOf } from './faults.ts'
import { nobodyLeft } from './nobody-left.ts'
import type { Plan } from './plan.ts'
import { programOf } from './players.ts'
import { Run } from './run.ts'

/** How one lifecycle went. */
export interface LifecycleReport {
  readonly plan: Plan
  /** What went wrong; empty if nothing did. */
  readonly faults: readonly string[]
  /** What happened; empty if nothing went wrong. */
  readonly timeline: string
  /** How each invocation ended. */
  readonly outcomes: readonly string[]
}

/** One environment, from its start to its end, with everything that is planned for it. */
export async function lifecycle(plan: Plan): Promise<LifecycleReport> {
  const id = randomUUID()
  const starts = join(tmpdir(), `sim-lifecycle-${id}`)
  const simulator = await Simulator.start(optionsOf(plan, id, starts))
  const run = new Run(simulator, plan)
  const faults = [
    ...(await run.toItsEnd()),
    ...faultsOf(simulator, run.expected),
    ...(await nobodyLeft(`SIM_LIFECYCLE=${id}`)),
  ]
  rmSync(starts, { force: true })
  const outcomes = simulator.invocations.map(({ status }) => String(status))
  return { plan, faults, outcomes, timeline: faults.length > 0 ? simulator.timeline(1_000) : '' }
}

function optionsOf(plan: Plan, id: string, starts: string): SimulatorOptions {
  const { runtime, extensions } = plan
  const runtimeProgram = runtime.kind === 'process' && {
    runtime: programOf('runtime', { ...runtime, starts }),
  }
  return {
    ...plan.options,
    ...runtimeProgram,
    extensions: extensions.map((script) => ({
      name: script.name,
      ...(script.kind === 'process' && programOf('extension', script)),
    })),
    environment: { SIM_LIFECYCLE: id },
  }
}

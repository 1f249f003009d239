import { Resources } from '@sim/core'
import { Simulator, type SimulatorOptions } from '@sim/simulator'
import { ends } from './scene.ts'

/** Runs an invocation that finds a failed init and meets another one. */
export async function failing(options: SimulatorOptions) {
  await using resources = new Resources()
  const simulator = resources.use(await Simulator.start({ time: 'manual', ...options }))
  await simulator.waitForPhase('dormant')
  const afterInit = ends(simulator)
  const invocation = await simulator.invoke({})
  const report = await invocation.done()
  const held = resources.move()
  return {
    simulator,
    afterInit,
    invocation,
    report,
    [Symbol.asyncDispose]: () => held[Symbol.asyncDispose](),
  }
}

/** What telemetry tells of the end of each init. */
export const said = (
  simulator: Simulator,
  type: 'platform.initReport' | 'platform.initRuntimeDone',
) => simulator.telemetry.filter(type).map(({ record }) => record)

import { Simulator } from '@sim/simulator'
import { performance } from 'node:perf_hooks'
import { bareServer } from './bare-server.ts'
import { runRuntime } from './run-runtime.ts'
import { simulated } from './simulated.ts'
import { percentile, type Row } from './statistics.ts'

/** How long `Simulator.start()` takes in a process that has done it before. */
export async function start(count: number): Promise<Row[]> {
  const times: number[] = []
  for (let turn = 0; turn < count; turn += 1) {
    const startedAt = performance.now()
    await using _simulator = await Simulator.start()
    times.push(performance.now() - startedAt)
  }
  return [{ what: 'Simulator.start(), p50', ours: percentile(times, 0.5), unit: 'ms', bound: 5 }]
}

/** From nothing to the first answer of a runtime process. */
export async function coldStart(count: number): Promise<Row[]> {
  const samples: [number[], number[]] = [[], []]
  for (let turn = 0; turn < count; turn += 1) {
    for (const [index, make] of [simulated, bareServer].entries()) {
      const startedAt = performance.now()
      await using server = await make()
      await using _runtime = runRuntime(server.address)
      await server.invoke(Buffer.from('{}'))
      samples[index as 0 | 1].push(performance.now() - startedAt)
    }
  }
  const [ours, bare] = samples.map((sample) => percentile(sample, 0.5)) as [number, number]
  return [{ what: 'cold start to first answer, p50', ours, bare, unit: 'ms', bound: 1.5 }]
}

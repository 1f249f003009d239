import { Simulator, type SimulatorOptions } from '@sim/simulator'
import { join } from 'node:path'
import { execPath } from 'node:process'
import { patient } from '../seed/patience.ts'

/** A simulator whose runtime is AWS's own client for Node, as installed in this folder. */
export function startWithRic(folder: string, options: SimulatorOptions): Promise<Simulator> {
  const client = join(folder, 'node_modules', 'aws-lambda-ric', 'index.mjs')
  return Simulator.start({ ...patient, runtime: { command: execPath, args: [client] }, ...options })
}

import { Simulator, type SimulatorOptions } from '@sim/simulator'
import { runtime } from './programs.ts'

/** What the fixture `streams` does: see there. */
export type Step = readonly [
  'write' | 'fill' | 'meet' | 'error' | 'exit' | 'breakOff' | 'rest',
  unknown?,
]

/** A simulator with that fixture as its runtime. */
export const start = (options: SimulatorOptions = {}) =>
  Simulator.start({ runtime: runtime('streams'), timeoutMs: 20_000, ...options })

/** An event that has it do this. */
export const script = (...steps: readonly Step[]) => ({ steps })

/** An error in the trailers. */
export const failing: Step = ['error', { type: 'Function.Midway', body: { errorMessage: 'm' } }]

/** What a reader got before reading failed, and how. */
export async function readUntilFailure(body: AsyncIterable<unknown>) {
  let read = ''
  try {
    for await (const part of body) read += String(part)
    return { read, failure: undefined }
  } catch (failure) {
    return { read, failure }
  }
}

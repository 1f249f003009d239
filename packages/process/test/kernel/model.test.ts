import { expect, test } from '@jest/globals'
import fc from 'fast-check'
import process from 'node:process'
import { play } from './model-play.ts'
import { steps } from './model-steps.ts'

/** How many worlds are tried; `SIM_SEED` tries those again that a failure has told the seed of. */
const numRuns = Number(process.env['SIM_SEEDS'] ?? 500)
const seed = process.env['SIM_SEED']

test(
  'whatever happens to fifty processes, the kernel and the model of its rules stand alike',
  async () => {
    const property = fc.asyncProperty(steps, async (taken) => {
      expect(await play(taken)).toEqual([])
    })

    await fc.assert(property, { numRuns, ...(seed !== undefined && { seed: Number(seed) }) })
  },
  numRuns * 200 + 30_000,
)

import { SimulatorOptions } from '@sim/simulator'
import * as z from 'zod'

const Build = z.strictObject({
  /** For the shell: `npm run build`. */
  command: z.string().min(1),
  /** Where it runs, from the folder of the configuration. Default: that folder. */
  cwd: z.string().min(1).optional(),
  /** Default ten minutes. */
  timeoutMs: z.number().int().min(1).default(600_000),
})

/** What stands under `lambdaSim` in the configuration, with its defaults and bounds. */
export const PresetOptions = z.strictObject({
  /** For every simulator that tests ask for. Relative paths are taken from the root folder of the tests. */
  simulator: SimulatorOptions.optional(),
  /** What must be built before the first test. Each is run once per run, whoever needs it first. */
  build: z.array(Build).default([]),
  /** `file`: what a test asks for lives until the end of the file, and its other tests get the same. */
  scope: z.enum(['test', 'file']).default('test'),
  /** How many lines of the timeline a failing test shows; 0 for none. */
  timelineLines: z.number().int().min(0).default(60),
})

/** What a user may write under `lambdaSim` in the configuration. */
export type PresetOptions = z.input<typeof PresetOptions>

/** One thing to build. */
export type Build = z.output<typeof Build>

/** What the preset knows of one place that options come from, with its defaults. */
export type PresetSettings = Omit<z.output<typeof PresetOptions>, 'simulator'> & {
  readonly simulator: SimulatorOptions
}

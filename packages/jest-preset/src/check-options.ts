import { invalidOptions } from '@sim/core'
import { SimulatorOptions } from '@sim/simulator'
import type * as z from 'zod'
import { PresetOptions, type PresetSettings } from './preset-options.ts'

/** The configuration of the preset, as `globals` and `testEnvironmentOptions` give it. */
export interface ConfiguredOptions {
  readonly [origin: string]: unknown
}

/**
 * Checks what stands at each place of the configuration, and puts one over the other; later places win.
 *
 * Throws `ERR_INVALID_OPTIONS`, which names the place and each fault.
 */
export function checkPresetOptions(places: ConfiguredOptions): PresetSettings {
  const given = Object.entries(places).filter(([, options]) => options !== undefined)
  for (const [origin, options] of given) check(PresetOptions, options, origin)
  const all = given.map(([, options]) => options as PresetOptions)
  return {
    ...PresetOptions.parse(Object.assign({}, ...all)),
    // What the user wrote: the simulator fills in its own defaults, after all places were merged.
    simulator: Object.assign({}, ...all.map(({ simulator }) => simulator)) as SimulatorOptions,
  }
}

/** Checks options of a simulator. Throws `ERR_INVALID_OPTIONS`, which names where they come from. */
export function checkSimulatorOptions(options: unknown, origin: string): void {
  check(SimulatorOptions, options, origin)
}

function check(schema: z.ZodType, options: unknown, origin: string): void {
  const { error } = schema.safeParse(options)
  if (error !== undefined) throw invalidOptions(`the options in ${origin}`, options, error.issues)
}

import type { SimulatorOptions } from '@sim/simulator'

/** Options with the name of the function that they were given to. */
export interface GivenOptions {
  readonly origin: string
  readonly options: SimulatorOptions
}

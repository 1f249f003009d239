export type { PresetOptions } from './preset-options.ts'
export { configureSimulator, useSimulator } from './use-simulator.ts'
export type { Invocation, InvokeOptions, Simulator, SimulatorOptions } from '@sim/simulator'

import { TestEnvironment } from 'jest-environment-node'
import { withSimulator } from './with-simulator.ts'

export { withSimulator, type JestEnvironment, type JestEnvironmentClass } from './with-simulator.ts'

/** Jest's own environment for Node, with simulators. What `preset: '@sim/jest-preset'` uses. */
export const SimulatorEnvironment: typeof TestEnvironment = withSimulator(TestEnvironment)

// oxlint-disable-next-line import/no-default-export -- Jest takes the environment from there
export default SimulatorEnvironment

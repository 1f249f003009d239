import { localSandbox, type Sandbox, type SimulatorOptions } from '@sim/simulator'

/**
 * This machine, but a process is told no log level that the emulator's own caller did not set: only Lambda itself does that.
 * Core: `rapidcore/env/environment.go` of the managed core.
 */
export function managedSandbox({ environment = {} }: SimulatorOptions): Sandbox {
  const sandbox = localSandbox()
  return {
    ...sandbox,
    spawn: ({ env: { AWS_LAMBDA_LOG_LEVEL: _level, ...env }, ...options }) => {
      const { AWS_LAMBDA_LOG_LEVEL: given } = environment
      const level = given === undefined ? {} : { AWS_LAMBDA_LOG_LEVEL: given }
      return sandbox.spawn({ ...options, env: { ...env, ...level } })
    },
  }
}

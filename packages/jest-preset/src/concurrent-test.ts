import { expect } from '@jest/globals'

interface TestIdentity {
  readonly concurrent: boolean
}

/**
 * Which test calls, if others run beside it.
 *
 * Jest 29 knows a name for concurrent tests only; Jest 30 knows one for every test, and the test itself.
 */
export function concurrentTest(): object | string | undefined {
  const state = expect.getState() as ReturnType<typeof expect.getState> & {
    // Typed only in Jest 30, and there as unknown.
    readonly currentTestIdentity?: () => unknown
  }
  if (state.currentTestIdentity === undefined) return state.currentConcurrentTestName?.()
  const test = state.currentTestIdentity() as TestIdentity | undefined
  return test?.concurrent === true ? test : undefined
}

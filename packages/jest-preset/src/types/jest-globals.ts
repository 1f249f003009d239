/** Types for `import { expect } from '@jest/globals'`, and for the package `expect`. */
import type { LambdaAsymmetricMatchers, LambdaMatchers } from './lambda-matchers.ts'

export type { LambdaAsymmetricMatchers, LambdaMatchers } from './lambda-matchers.ts'

declare module 'expect' {
  interface Matchers<R extends void | Promise<void>, T = unknown> extends LambdaMatchers<R> {}
  interface AsymmetricMatchers extends LambdaAsymmetricMatchers {}
}

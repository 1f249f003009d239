/** Types for the global `expect` of `@types/jest`. */
import type { LambdaAsymmetricMatchers, LambdaMatchers } from './lambda-matchers.ts'

export type { LambdaAsymmetricMatchers, LambdaMatchers } from './lambda-matchers.ts'

declare global {
  // oxlint-disable-next-line typescript/no-namespace -- it is how these types are extended
  namespace jest {
    interface Matchers<R, T = {}> extends LambdaMatchers<R> {}
    interface Expect extends LambdaAsymmetricMatchers {}
    interface InverseAsymmetricMatchers extends LambdaAsymmetricMatchers {}
  }
}

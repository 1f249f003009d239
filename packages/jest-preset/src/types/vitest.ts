/** Types for Vitest 5. */
import type { LambdaMatchers } from './lambda-matchers.ts'

export type { LambdaMatchers } from './lambda-matchers.ts'

declare module 'vitest' {
  interface Matchers<
    R extends void | Promise<void> = void | Promise<void>,
    T = unknown,
  > extends LambdaMatchers<R> {}
}

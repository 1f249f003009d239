import { toBeFrozen } from './to-be-frozen.ts'
import { toEmitTelemetry } from './to-emit-telemetry.ts'
import { toHaveEmittedTelemetry } from './to-have-emitted-telemetry.ts'
import { toHaveFailedWith } from './to-have-failed-with.ts'
import { toHaveLogged } from './to-have-logged.ts'
import { toHaveRegisteredExtension } from './to-have-registered-extension.ts'
import { toHaveShutDownWith } from './to-have-shut-down-with.ts'
import { toHaveSucceededWith } from './to-have-succeeded-with.ts'

/** What `expect.extend` takes, in Jest and in Vitest. `LambdaMatchers` says what each of them does. */
export const matchers = {
  toBeFrozen,
  toEmitTelemetry,
  toHaveEmittedTelemetry,
  toHaveFailedWith,
  toHaveLogged,
  toHaveRegisteredExtension,
  toHaveShutDownWith,
  toHaveSucceededWith,
}

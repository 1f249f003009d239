import { emulator } from './emulator.ts'
import { environmentVariables } from './environment-variables.ts'
import { extensionsApi } from './extensions-api.ts'
import { init } from './init.ts'
import { invoke } from './invoke.ts'
import { managedInstances } from './managed-instances.ts'
import { payloadLimits } from './payload-limits.ts'
import type { Area } from './requirement.ts'
import { resetAndShutdown } from './reset-and-shutdown.ts'
import { runtimeApi } from './runtime-api.ts'
import { snapstart } from './snapstart.ts'
import { streaming } from './streaming.ts'
import { telemetryApi } from './telemetry-api.ts'
import { time } from './time.ts'
import { transport } from './transport.ts'

/** Every requirement, area by area, in the order in which the page has them. */
export const areas: readonly Area[] = [
  transport,
  runtimeApi,
  payloadLimits,
  streaming,
  extensionsApi,
  init,
  invoke,
  resetAndShutdown,
  snapstart,
  managedInstances,
  telemetryApi,
  environmentVariables,
  time,
  emulator,
]

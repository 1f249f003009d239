import { extensionsApi, type ExtensionsApiService } from '@sim/extensions-api'
import type { Middleware, RefusalListener } from '@sim/protocol'
import {
  credentialsApi,
  managedRuntimeApi,
  runtimeApi,
  type CredentialsApiService,
  type RuntimeApiService,
} from '@sim/runtime-api'
import { logsApi, telemetryApi, type TelemetryService } from '@sim/telemetry-api'
import type { Generation } from './generation/generation.ts'
import type { GenerationSession } from './generation/generation-session.ts'
import type { Snapshot } from './snapshot/snapshot.ts'
import type { Surroundings } from './surroundings.ts'

/** The three APIs, in front of whichever generation lives at the moment of a call. */
export function apis(
  generation: () => Generation<GenerationSession>,
  telemetry: TelemetryService,
  onRefusal: RefusalListener,
  { ahead = [], runtimeService = (service) => service, shutdownReason }: Surroundings,
  snapshot: Snapshot | undefined,
  profile: 'classic' | 'managed',
): readonly Middleware[] {
  const runtime: RuntimeApiService = {
    next: (signal) => generation().session.next(signal),
    beginAnswer: (...call) => generation().session.beginAnswer(...call),
    initError: (report) => generation().session.initError(report),
    ...(snapshot && {
      restoreNext: async (signal) => generation().session.restoreNext?.(signal),
      restoreError: (errorType) => generation().session.restoreError?.(errorType),
    }),
  }
  const extensions: ExtensionsApiService = {
    register: (call) => generation().registry.register(call),
    next: (id, signal) => generation().registry.next(id, signal),
    initError: (id, errorType) => generation().registry.initError(id, errorType),
    exitError: (id, errorType) => generation().registry.exitError(id, errorType),
  }
  const runtimes = profile === 'managed' ? managedRuntimeApi : runtimeApi
  return [
    ...ahead,
    afterOutput(generation),
    runtimes(runtimeService(runtime), { onRefusal }),
    extensionsApi(extensions, { onRefusal, shutdownReason, profile }),
    telemetryApi(telemetry, { onRefusal, profile }),
    ...(profile === 'classic' ? [logsApi(telemetry, { onRefusal })] : []),
    ...(snapshot ? [credentialsApi(credentialsOf(generation, snapshot))] : []),
  ]
}

/** What a runtime has printed comes before what it says then: read later, it would seem to be printed after the answer. */
function afterOutput(generation: () => Generation<GenerationSession>): Middleware {
  return (ctx, next) => {
    if (!ctx.path.startsWith('/2018-06-01/')) return next()
    const reading = generation().runtimeCaughtUp()
    return reading === undefined ? next() : after(reading, next)
  }
}

async function after(reading: Promise<unknown>, next: () => Promise<unknown>): Promise<void> {
  await reading
  await next()
}

/** The credentials of the moment, for the processes of the moment. */
function credentialsOf(
  generation: () => Generation<GenerationSession>,
  snapshot: Snapshot,
): CredentialsApiService {
  return {
    credentials: (token) =>
      token === generation().authorization ? snapshot.credentials : undefined,
  }
}

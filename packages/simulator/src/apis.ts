import { extensionsApi, type ExtensionsApiService } from '@sim/extensions-api'
import type { Middleware, RefusalListener } from '@sim/protocol'
import { runtimeApi, type RuntimeApiService } from '@sim/runtime-api'
import { telemetryApi, type TelemetryService } from '@sim/telemetry-api'
import type { Generation } from './generation.ts'
import type { Surroundings } from './surroundings.ts'

/** The three APIs, in front of whichever generation lives at the moment of a call. */
export function apis(
  generation: () => Generation,
  telemetry: TelemetryService,
  onRefusal: RefusalListener,
  { ahead = [], runtimeService = (service) => service, shutdownReason }: Surroundings,
): readonly Middleware[] {
  const runtime: RuntimeApiService = {
    next: (signal) => generation().session.next(signal),
    beginAnswer: (requestId, call) => generation().session.beginAnswer(requestId, call),
    initError: (report) => generation().session.initError(report),
  }
  const extensions: ExtensionsApiService = {
    register: (call) => generation().registry.register(call),
    next: (id, signal) => generation().registry.next(id, signal),
    initError: (id, errorType) => generation().registry.initError(id, errorType),
    exitError: (id, errorType) => generation().registry.exitError(id, errorType),
  }
  return [
    ...ahead,
    runtimeApi(runtimeService(runtime), { onRefusal }),
    extensionsApi(extensions, { onRefusal, shutdownReason }),
    telemetryApi(telemetry, { onRefusal }),
  ]
}

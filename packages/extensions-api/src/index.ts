export { RegisterResponse } from './register-response.ts'
export {
  ExtensionEventType,
  InvokeEvent,
  NextEvent,
  ShutdownEvent,
  ShutdownReason,
} from './events.ts'
export { ExtensionRegistry, type ExtensionRegistryOptions } from './extension-registry.ts'
export {
  type ExtensionInfo,
  type ExtensionRegistryEvent,
  type FirstError,
} from './extension-registry-event.ts'
export { type ExtensionsProfile } from './extension-rules.ts'
export {
  callTargets,
  extensionTransitions,
  type ExtensionCall,
  type ExtensionKind,
  type ExtensionState,
  type ExtensionStep,
} from './extension-state.ts'
export { type InvokeBarrier } from './invoke-barriers.ts'
export { invalidState, maxExtensions, refusals } from './refusals.ts'
export { RegisterRequest } from './register-request.ts'
export { extensionsApi, type ExtensionsApiOptions } from './router.ts'
export { type ExtensionsApiService, type Registration } from './service.ts'
// What it takes to embed the API, so that this package stands alone.
export {
  HangUpError,
  listen,
  RefusalError,
  requestListener,
  serverOptions,
  type ListeningServer,
  type ListenOptions,
  type Middleware,
  type Refusal,
  type RefusalListener,
  type RequestListener,
} from '@sim/protocol'

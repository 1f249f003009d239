export { ErrorRequest } from './endpoints/invocation-error.ts'
export { NextHeaders } from './endpoints/invocation-next.ts'
export { normaliseErrorType } from './error-type.ts'
export {
  type InitErrorReport,
  type InvocationAnswer,
  type InvocationError,
  type InvocationResponse,
  type RuntimeInvocation,
} from './invocation.ts'
export { maxPayloadBytes, refusals } from './refusals.ts'
export { runtimeApi, type RuntimeApiOptions } from './router.ts'
export {
  FunctionTimeoutError,
  RuntimeService,
  type InvokeOptions,
  type RuntimeServiceOptions,
} from './runtime-service.ts'
export {
  RuntimeSession,
  type Delivery,
  type RuntimeSessionEvent,
  type RuntimeSessionOptions,
} from './runtime-session.ts'
export {
  callTargets,
  runtimeTransitions,
  type RuntimeCall,
  type RuntimeEvent,
  type RuntimeState,
} from './runtime-state.ts'
export { type AnswerInProgress, type RuntimeApiService, type UntimedAnswer } from './service.ts'
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

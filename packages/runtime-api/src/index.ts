export { type StreamTaker } from './answering.ts'
export { CredentialsResponse } from './credentials/credentials-get.ts'
export { credentialsApi } from './credentials/router.ts'
export { type CredentialsApiService, type RuntimeCredentials } from './credentials/service.ts'
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
export { maxIdleSlots } from './managed/idle-slots.ts'
export { ManagedRuntimeSession, type ManagedDelivery } from './managed/managed-runtime-session.ts'
export { maxErrorBytes } from './managed/refusals.ts'
export { managedRuntimeApi } from './managed/router.ts'
export { maxPayloadBytes, maxStreamedBytes, refusals } from './refusals.ts'
export { ResponseBody } from './response-body.ts'
export { ResponseStreamError } from './response-stream-error.ts'
export { runtimeApi, type RuntimeApiOptions } from './router.ts'
export {
  FunctionTimeoutError,
  RuntimeService,
  type InvokeOptions,
  type RuntimeServiceOptions,
} from './runtime-service.ts'
export { type StreamedAnswer } from './streamed-answer.ts'
export { RestoreFailedError } from './runtime-restore.ts'
export { type RuntimeSessionEvent, type RuntimeSessionListener } from './runtime-session-event.ts'
export { RuntimeSession, type Delivery, type RuntimeSessionOptions } from './runtime-session.ts'
export {
  callTargets,
  runtimeTransitions,
  type RuntimeCall,
  type RuntimeEvent,
  type RuntimeState,
} from './runtime-state.ts'
export {
  type AnswerInProgress,
  type ResponseHead,
  type ResponseSink,
  type RuntimeApiService,
  type UntimedAnswer,
} from './service.ts'
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

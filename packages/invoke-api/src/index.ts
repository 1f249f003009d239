export { parseFunctionReference, type FunctionReference } from './function-reference.ts'
export { type FunctionAnswer } from './handler-response.ts'
export {
  InvocationType,
  InvokeResponseHeaders,
  LogType,
  ResponseStreamingInvocationType,
} from './invoke-headers.ts'
export {
  EventRetries,
  type AsyncInvocationEvent,
  type EventAttempt,
  type EventRetriesOptions,
} from './event-retries.ts'
export { InvokeService, type FunctionHandler, type InvokeServiceOptions } from './invoke-service.ts'
export { maxAsyncPayloadBytes, maxSyncPayloadBytes, refusals } from './refusals.ts'
export { invokeApi, type InvokeApiOptions } from './router.ts'
export {
  type FunctionCall,
  type FunctionResponse,
  type FunctionResponseEnd,
  type FunctionResponseError,
  type FunctionResult,
  type InvokeApiService,
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

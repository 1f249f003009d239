export { parseFunctionReference, type FunctionReference } from './function-reference.ts'
export { InvocationType, InvokeResponseHeaders, LogType } from './invoke-headers.ts'
export {
  InvokeService,
  type AsyncInvocationEvent,
  type FunctionHandler,
  type InvokeServiceOptions,
} from './invoke-service.ts'
export { maxAsyncPayloadBytes, maxSyncPayloadBytes, refusals } from './refusals.ts'
export { invokeApi, type InvokeApiOptions } from './router.ts'
export { type FunctionCall, type FunctionResult, type InvokeApiService } from './service.ts'
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

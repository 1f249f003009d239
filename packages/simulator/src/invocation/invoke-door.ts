import { SimulatorError } from '@sim/core'
import {
  refusals,
  RefusalError,
  type EventRetries,
  type FunctionCall,
  type FunctionReference,
  type InvokeApiService,
} from '@sim/invoke-api'
import type { Invocation } from './invocation.ts'
import type { FunctionLog } from '../logs/function-log.ts'
import { logTail } from '../logs/log-tail.ts'
import type { InvokeOptions, Settings } from '../options.ts'

/** Queues an invocation; with the id of one that is over it takes its place. */
type Enqueue = (payload: Buffer, options: InvokeOptions) => Invocation

/**
 * The environment's one function behind the Invoke API. Calls queue, as one environment takes one at a time.
 *
 * Its name must be the one that was called, and so must region and account where the caller names them; any
 * qualifier reaches it. Chosen. An event that fails is tried again, under the id that its caller was told.
 */
export function invokeDoor(
  settings: Settings,
  enqueue: Enqueue,
  retries: EventRetries,
  log: FunctionLog,
): InvokeApiService {
  const take = (call: FunctionCall, more: InvokeOptions = {}): Invocation => {
    try {
      const { payload, clientContext, traceId, tenantId } = call
      return enqueue(payload, { clientContext, traceId, tenantId, ...more })
    } catch (error) {
      if (!SimulatorError.is(error) || error.code !== 'ERR_SIMULATOR_STOPPED') throw error
      throw new RefusalError(refusals.unavailable(error.message), { cause: error })
    }
  }
  const { functionVersion: executedVersion } = settings
  // It is complete when the invoke phase is over.
  const logOf = async ({ wantsLog }: FunctionCall, invocation: Invocation) => {
    if (!wantsLog) return undefined
    await invocation.done({ timeoutMs: Infinity })
    return logTail(log, invocation.requestId)
  }
  return {
    find: (reference) => find(settings, reference),
    enqueue(call) {
      const first = take(call)
      const { requestId } = first
      retries.take(requestId, async (attempt) => {
        const invocation = attempt === 1 ? first : take(call, { requestId })
        const { functionError } = await invocation.completed({ timeoutMs: Infinity })
        // Under its id there is one at a time.
        await invocation.done({ timeoutMs: Infinity })
        return functionError === undefined
      })
      return requestId
    },
    async invoke(call) {
      const invocation = take(call)
      const { requestId, payload, functionError } = await invocation.completed({
        timeoutMs: Infinity,
      })
      const common = { requestId, payload, functionError, executedVersion }
      return { ...common, log: await logOf(call, invocation) }
    },
    async invokeWithResponseStream(call) {
      const invocation = take(call, { responseMode: 'streaming' })
      const { requestId } = invocation
      const { body } = await invocation.responding({ timeoutMs: Infinity })
      const ended = async () => {
        const { errorType, payload } = await invocation.completed({ timeoutMs: Infinity })
        const details = payload.toString('utf8')
        const error = errorType === undefined ? undefined : { code: errorType, details }
        return { error, log: await logOf(call, invocation) }
      }
      return { requestId, executedVersion, body, ended }
    },
  }
}

function find(settings: Settings, reference: FunctionReference): void {
  const { name, qualifier, region, accountId } = reference
  const isOurs =
    name === settings.functionName &&
    (region ?? settings.region) === settings.region &&
    (accountId ?? settings.accountId) === settings.accountId
  if (isOurs) return
  const arn = `arn:aws:lambda:${region ?? settings.region}:${accountId ?? settings.accountId}:function:${name}`
  throw new RefusalError(
    refusals.functionNotFound(qualifier === undefined ? arn : `${arn}:${qualifier}`),
  )
}

import { SimulatorError } from '@sim/core'
import {
  refusals,
  RefusalError,
  type FunctionCall,
  type FunctionReference,
  type InvokeApiService,
} from '@sim/invoke-api'
import type { Invocation } from './invocation.ts'
import { logText } from './log-text.ts'
import type { InvokeOptions, Settings } from './options.ts'

type Enqueue = (payload: Buffer, options: InvokeOptions) => Invocation

/**
 * The environment's one function behind the Invoke API. Calls queue, as one environment takes one at a time.
 *
 * Its name must be the one that was called, and so must region and account where the caller names them; any
 * qualifier reaches it. An event that fails is not tried again. Chosen.
 */
export function invokeDoor(settings: Settings, enqueue: Enqueue): InvokeApiService {
  const take = (call: FunctionCall): Invocation => {
    try {
      const { payload, clientContext, traceId, tenantId } = call
      return enqueue(payload, { clientContext, traceId, tenantId })
    } catch (error) {
      if (!SimulatorError.is(error) || error.code !== 'ERR_SIMULATOR_STOPPED') throw error
      throw new RefusalError(refusals.unavailable(error.message), { cause: error })
    }
  }
  return {
    find: (reference) => find(settings, reference),
    enqueue: (call) => take(call).requestId,
    async invoke(call) {
      const invocation = take(call)
      const { requestId, payload, functionError } = await invocation.completed({
        timeoutMs: Infinity,
      })
      const common = {
        requestId,
        payload,
        functionError,
        executedVersion: settings.functionVersion,
      }
      if (!call.wantsLog) return common
      await invocation.done({ timeoutMs: Infinity })
      return { ...common, log: logText(invocation, settings.functionVersion) }
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

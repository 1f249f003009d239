// @ts-check
import { now } from './now.mjs'

/** @typedef {import('./runtime-client.mjs').Invocation} Invocation */

/**
 * What a handler learns about its invocation, under the names that AWS documents.
 *
 * `done`, `fail` and `succeed` are added by `invokeHandler`.
 *
 * @param {NodeJS.ProcessEnv} env
 * @param {Invocation} invocation
 */
export function createContext(env, { requestId, headers }) {
  const deadlineMs = Number(headers['lambda-runtime-deadline-ms'] ?? 0)
  const tenantId = headers['lambda-runtime-aws-tenant-id']
  return {
    callbackWaitsForEmptyEventLoop: true,
    functionName: env['AWS_LAMBDA_FUNCTION_NAME'],
    functionVersion: env['AWS_LAMBDA_FUNCTION_VERSION'],
    memoryLimitInMB: env['AWS_LAMBDA_FUNCTION_MEMORY_SIZE'],
    logGroupName: env['AWS_LAMBDA_LOG_GROUP_NAME'],
    logStreamName: env['AWS_LAMBDA_LOG_STREAM_NAME'],
    invokedFunctionArn: headers['lambda-runtime-invoked-function-arn'],
    awsRequestId: requestId,
    identity: parseHeader(headers['lambda-runtime-cognito-identity']),
    clientContext: parseHeader(headers['lambda-runtime-client-context']),
    ...(tenantId === undefined ? {} : { tenantId }),
    getRemainingTimeInMillis: () => Math.floor(deadlineMs - now()),
  }
}

/**
 * JSON from a header. Its bytes are UTF-8, which Node reads as Latin-1. One that is empty is as good as none: managed instances
 * send those.
 *
 * @param {string | string[] | undefined} value
 * @returns {unknown}
 */
function parseHeader(value) {
  return typeof value === 'string' && value !== ''
    ? JSON.parse(Buffer.from(value, 'latin1').toString('utf8'))
    : undefined
}

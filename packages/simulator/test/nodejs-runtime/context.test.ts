import { systemClock } from '@sim/core'
import { expect, jest, test } from '@jest/globals'
import { RunningFunction } from './running-function.ts'

jest.setTimeout(60_000)

const env = {
  AWS_LAMBDA_FUNCTION_NAME: 'orders',
  AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
  AWS_LAMBDA_FUNCTION_MEMORY_SIZE: '128',
  AWS_LAMBDA_LOG_GROUP_NAME: '/aws/lambda/orders',
  AWS_LAMBDA_LOG_STREAM_NAME: '2026/01/01/[$LATEST]abc',
}

test('a handler learns about its function and its invocation', async () => {
  await using fn = await RunningFunction.start('context.describe', { env })

  const { json } = await fn.invoke(
    {},
    {
      'Lambda-Runtime-Invoked-Function-Arn':
        'arn:aws:lambda:us-east-1:000000000000:function:orders',
    },
  )

  expect(json).toEqual({
    callbackWaitsForEmptyEventLoop: true,
    functionName: 'orders',
    functionVersion: '$LATEST',
    memoryLimitInMB: '128',
    logGroupName: '/aws/lambda/orders',
    logStreamName: '2026/01/01/[$LATEST]abc',
    invokedFunctionArn: 'arn:aws:lambda:us-east-1:000000000000:function:orders',
    awsRequestId: '00000000-0000-4000-8000-000000000001',
    functions: ['getRemainingTimeInMillis', 'succeed', 'fail', 'done'],
    left: expect.any(Number),
    leftUnderForeignClock: expect.any(Number),
    traceId: null,
  })
})

test('client context, identity and tenant come out of their headers, in UTF-8', async () => {
  await using fn = await RunningFunction.start('context.describe', { env })

  const { json } = await fn.invoke(
    {},
    {
      'Lambda-Runtime-Client-Context': Buffer.from('{"custom":{"city":"Köln"}}').toString('latin1'),
      'Lambda-Runtime-Cognito-Identity': '{"cognitoIdentityId":"id","cognitoIdentityPoolId":"p"}',
      'Lambda-Runtime-Aws-Tenant-Id': 'tenant-1',
    },
  )

  expect(json).toMatchObject({
    clientContext: { custom: { city: 'Köln' } },
    identity: { cognitoIdentityId: 'id', cognitoIdentityPoolId: 'p' },
    tenantId: 'tenant-1',
  })
})

test('a client context that is no JSON fails the invocation', async () => {
  await using fn = await RunningFunction.start('context.describe', { env })

  const { kind, json } = await fn.invoke({}, { 'Lambda-Runtime-Client-Context': '{' })

  expect(kind).toBe('error')
  expect(json).toMatchObject({ errorType: 'SyntaxError' })
})

test('the time left is whole milliseconds until the deadline, whatever the global clock says', async () => {
  await using fn = await RunningFunction.start('context.describe', { env })

  const deadline = Math.round(systemClock.now()) + 60_000
  const { json } = await fn.invoke({}, { 'Lambda-Runtime-Deadline-Ms': String(deadline) })

  for (const key of ['left', 'leftUnderForeignClock']) {
    const left = (json as Record<string, number>)[key] as number
    expect(Number.isInteger(left)).toBe(true)
    expect(left).toBeGreaterThan(30_000)
    expect(left).toBeLessThanOrEqual(60_000)
  }
})

test('each invocation has its own trace id, in the environment', async () => {
  await using fn = await RunningFunction.start('context.describe', { env })

  const first = await fn.invoke({}, { 'Lambda-Runtime-Trace-Id': 'Root=1-1-1;Sampled=1' })
  const second = await fn.invoke({}, { 'Lambda-Runtime-Trace-Id': 'Root=1-2-2;Sampled=0' })
  const third = await fn.invoke()

  expect([first, second, third].map(({ json }) => json)).toMatchObject([
    { traceId: 'Root=1-1-1;Sampled=1' },
    { traceId: 'Root=1-2-2;Sampled=0' },
    { traceId: null },
  ])
})

import {
  InvokeCommand,
  LambdaClient,
  InvalidRequestContentException,
  RequestTooLargeException,
  ResourceNotFoundException,
} from '@aws-sdk/client-lambda'
import { expect, test } from '@jest/globals'
import { RecordingService, requestId, serve } from './serve.ts'

function clientOf(endpoint: string): LambdaClient {
  return new LambdaClient({
    endpoint,
    region: 'us-east-1',
    credentials: { accessKeyId: 'any', secretAccessKey: 'any' },
    maxAttempts: 1,
  })
}

test('the SDK understands an answer', async () => {
  const service = new RecordingService()
  service.answer = { functionError: 'Unhandled', log: 'START\nEND\n' }
  await using api = await serve(service)
  const client = clientOf(api.endpoint)

  const answer = await client.send(
    new InvokeCommand({
      FunctionName: 'arn:aws:lambda:us-east-1:123456789012:function:hello',
      Qualifier: 'live',
      Payload: '{"a":1}',
      LogType: 'Tail',
      ClientContext: Buffer.from('{"custom":{}}').toString('base64'),
    }),
  )

  expect(answer).toMatchObject({
    StatusCode: 200,
    FunctionError: 'Unhandled',
    ExecutedVersion: '7',
    LogResult: Buffer.from('START\nEND\n').toString('base64'),
    $metadata: { requestId },
  })
  expect(answer.Payload?.transformToString()).toBe('"hi"')
  expect(service.invoked[0]).toMatchObject({
    function: { name: 'hello', qualifier: 'live', accountId: '123456789012' },
    clientContext: '{"custom":{}}',
  })
})

test('the SDK understands that an event was taken', async () => {
  await using api = await serve()

  const answer = await clientOf(api.endpoint).send(
    new InvokeCommand({ FunctionName: 'hello', InvocationType: 'Event', Payload: '{}' }),
  )

  expect(answer.StatusCode).toBe(202)
})

test.each([
  ['other', '{}', ResourceNotFoundException, 'Function not found: arn:of:other'],
  ['hello', '{', InvalidRequestContentException, 'Could not parse request body into json'],
  ['hello', `"${'x'.repeat(6_291_455)}"`, RequestTooLargeException, 'Request must be smaller'],
])('the SDK throws its own exceptions: %s %#', async (name, payload, exception, message) => {
  await using api = await serve()

  const sent = clientOf(api.endpoint).send(
    new InvokeCommand({ FunctionName: name, Payload: payload }),
  )

  const error = await sent.catch((reason: unknown) => reason as Error)
  expect(error).toBeInstanceOf(exception)
  expect(error).toMatchObject({ message: expect.stringContaining(message), Type: 'User' })
})

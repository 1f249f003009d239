import { InvokeCommand, LambdaClient, ResourceNotFoundException } from '@aws-sdk/client-lambda'
import { beforeEach, expect, test } from '@jest/globals'
import { configureSimulator, useSimulator } from '@sim/jest-preset'
import '@sim/jest-preset/jest-globals'
import { Greeter } from './greeter.ts'

configureSimulator({ functionName: 'greet', functionDirectory: 'function' })

beforeEach(async () => {
  const { endpoint, settings } = await useSimulator()
  // What an AWS SDK reads anyway. Only the endpoint is not what it is in production.
  process.env['AWS_ENDPOINT_URL_LAMBDA'] = endpoint
  process.env['AWS_REGION'] = settings.region
  process.env['AWS_ACCESS_KEY_ID'] = 'any'
  process.env['AWS_SECRET_ACCESS_KEY'] = 'any'
})

test('the function answers', async () => {
  const greeting = await new Greeter().greet('Ada')

  expect(greeting).toBe('Hello, Ada!')
})

test('the function’s error is the application’s', async () => {
  const greeting = new Greeter().greet()

  await expect(greeting).rejects.toThrow('who are you?')
})

test.each([
  ['of a function that streams it', 'index.stream', 'Hello, Ada!'],
  ['of a function that returns it', 'index.handler', '{"greeting":"Hello, Ada!"}'],
])('a greeting %s comes as a stream', async (_, handler, expected) => {
  process.env['AWS_ENDPOINT_URL_LAMBDA'] = (await useSimulator({ handler })).endpoint

  let greeting = ''
  for await (const part of new Greeter().greetSlowly('Ada')) greeting += part

  expect(greeting).toBe(expected)
})

test('what the function throws midway comes after what it had said', async () => {
  const { endpoint } = await useSimulator({ handler: 'index.stream' })
  process.env['AWS_ENDPOINT_URL_LAMBDA'] = endpoint
  const greeting = new Greeter().greetSlowly()

  const first = await greeting.next()
  const end = greeting.next()

  expect(first.value).toBe('Hello, ')
  await expect(end).rejects.toThrow('who are you?')
})

test('an event is taken at once and worked off later', async () => {
  const simulator = await useSimulator()

  await new Greeter().greetLater('Grace')

  await simulator.invocations[0]?.done()
  expect(simulator).toHaveLogged(/greeting Grace/)
})

test('the log tail shows what CloudWatch would', async () => {
  const answer = await new LambdaClient({}).send(
    new InvokeCommand({ FunctionName: 'greet', LogType: 'Tail', Payload: '{"name":"Ada"}' }),
  )

  const log = Buffer.from(answer.LogResult ?? '', 'base64').toString()
  expect(answer.ExecutedVersion).toBe('$LATEST')
  expect(log).toMatch(/^START RequestId: .+ Version: \$LATEST\n/)
  expect(log).toContain('greeting Ada\n')
  expect(log).toMatch(/REPORT RequestId: .+\tDuration: .+ ms\t/)
})

test('another name is not found, as on Lambda', async () => {
  const sent = new LambdaClient({}).send(new InvokeCommand({ FunctionName: 'greeet' }))

  await expect(sent).rejects.toThrow(ResourceNotFoundException)
})

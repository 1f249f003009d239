import { expect, test } from '@jest/globals'
import process from 'node:process'
import { fixture, RunningRie } from './running-rie.ts'

const flags = ['--enable-init-caching', '--log-level=debug']
const isRestored = [process.execPath, fixture('is-restored.mjs')]
const doesAsTold = [process.execPath, fixture('does-as-told.mjs'), 'index.handler']

test('a runtime that waits to be restored finds the event there, and again where it asks for it', async () => {
  await using rie = await RunningRie.start(isRestored, { flags })
  const headers = {
    'X-Amz-Client-Context': Buffer.from('{"app":"ü"}').toString('base64'),
    'X-Amz-Tenant-Id': 'blue',
  }

  const { status, body } = await rie.call({ headers, body: '{"tell":"headers"}' })

  const line = await rie.prints(/^restored with /)
  const [, found = '', event] = /^restored with (\{.*\}) (\{.*\})$/.exec(line) ?? []
  const { 'lambda-runtime-deadline-ms': deadline, ...restored } = JSON.parse(found) as Headers
  const delivered = JSON.parse(body.toString()) as Headers
  expect({ status, event }).toEqual({ status: 200, event: '{"tell":"headers"}' })
  expect(delivered).toMatchObject(restored)
  expect(Object.keys(restored)).toHaveLength(4)
  expect(Number(deadline)).toBeCloseTo(Number(delivered['lambda-runtime-deadline-ms']), -3)
})

test('only the first invocation restores', async () => {
  await using rie = await RunningRie.start(isRestored, { flags })

  const answers = [await rie.tell({ answer: 'one' }), await rie.tell({ answer: 'two' })]

  expect(answers.map(({ text }) => text)).toEqual(['one', 'two'])
  expect(rie.stdout.entries().filter((line) => line.startsWith('restored'))).toHaveLength(1)
})

test('a restore that fails is 502, and so is the next one, which finds an event of its own', async () => {
  await using rie = await RunningRie.start([...isRestored, 'fails'], { flags })

  const answers = [await rie.tell({ n: 1 }), await rie.tell({ n: 2 })]

  const found = rie.stdout.entries().filter((line) => line.startsWith('restored'))
  expect(found.map((line) => line.slice(-7))).toEqual(['{"n":1}', '{"n":2}'])
  expect(answers.map(({ status }) => status)).toEqual([502, 502])
  expect(answers.map(({ text }) => (JSON.parse(text) as Headers).errorType)).toEqual([
    'Runtime.NoNetwork',
    'Runtime.NoNetwork',
  ])
})

test('a runtime that only asks for events works as without', async () => {
  await using rie = await RunningRie.start(doesAsTold, { flags })

  expect(await rie.tell({ answer: 'one' })).toEqual({ status: 200, text: 'one' })
})

test('processes learn where credentials are instead of what they are', async () => {
  await using rie = await RunningRie.start(doesAsTold, { flags })

  const { text } = await rie.tell({ tell: 'environment' })

  const environment = JSON.parse(text) as Headers
  const { AWS_LAMBDA_RUNTIME_API: runtimeApi } = environment
  expect(
    Object.keys(environment)
      .filter((name) => /KEY|TOKEN|CREDENTIALS/.test(name))
      .sort(),
  ).toEqual(['AWS_CONTAINER_AUTHORIZATION_TOKEN', 'AWS_CONTAINER_CREDENTIALS_FULL_URI'])
  expect(environment['AWS_CONTAINER_CREDENTIALS_FULL_URI']).toBe(
    `http://${runtimeApi}/2021-04-23/credentials`,
  )
})

test("there they find those of the emulator's caller, who keeps them in the environment, too", async () => {
  const env = {
    AWS_ACCESS_KEY_ID: 'AKIA',
    AWS_SECRET_ACCESS_KEY: 'secret',
    AWS_SESSION_TOKEN: 'token',
  }
  await using rie = await RunningRie.start(doesAsTold, { flags, env })

  const { text } = await rie.tell({ tell: 'environment' })
  const environment = JSON.parse(text) as Headers
  const response = await fetch(environment['AWS_CONTAINER_CREDENTIALS_FULL_URI'] as string, {
    headers: { Authorization: environment['AWS_CONTAINER_AUTHORIZATION_TOKEN'] as string },
  })

  expect(environment).toMatchObject(env)
  expect(await response.json()).toEqual({
    AccessKeyId: 'AKIA',
    SecretAccessKey: 'secret',
    Token: 'token',
    Expiration: expect.any(String),
  })
})

test('without the flag there is none of it', async () => {
  await using rie = await RunningRie.start(doesAsTold)

  const { text } = await rie.tell({ tell: 'environment' })
  const { AWS_LAMBDA_RUNTIME_API: runtimeApi } = JSON.parse(text) as Headers
  const paths = ['/2018-06-01/runtime/restore/next', '/2021-04-23/credentials']
  const answers = await Promise.all(paths.map((path) => fetch(`http://${runtimeApi}${path}`)))

  expect(answers.map(({ status }) => status)).toEqual([404, 404])
  expect(text).not.toContain('AWS_CONTAINER')
})

type Headers = Readonly<Record<string, string>>

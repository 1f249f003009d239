import { expect, test } from '@jest/globals'
import { send } from '../http/send.ts'
import { answered, bytesOf, jsonOf } from '../seed/payload.ts'
import { Stage } from '../telemetry/stage.ts'
import { logsPath, logsRequest, put, request, telemetryPath } from '../telemetry/subscribe.ts'

const apis = [
  ['Telemetry', telemetryPath, request],
  ['Logs', logsPath, logsRequest],
] as const

// Core: the checks of the identifier are the same code for both APIs, `rapi/middleware/middleware.go`.
test.each(apis)('the %s API asks who calls', async (_, path, body) => {
  await using stage = await Stage.start()

  const answer = await put(stage.address, path, undefined, body(stage.listener.uri))

  expect(answer.status).toBe(403)
  expect(answer.headers['content-type']).toBe('application/json')
  expect(jsonOf(answer)).toEqual({
    errorType: 'Extension.MissingExtensionIdentifier',
    errorMessage: 'Missing Lambda-Extension-Identifier header',
  })
})

test.each(apis)(
  'the %s API takes nothing but a UUID for an answer to that',
  async (_, path, body) => {
    await using stage = await Stage.start()

    const answer = await put(stage.address, path, 'not-a-uuid', body(stage.listener.uri))

    expect(answer.status).toBe(403)
    expect(jsonOf(answer)).toEqual({
      errorType: 'Extension.InvalidExtensionIdentifier',
      errorMessage: 'Invalid Lambda-Extension-Identifier',
    })
  },
)

// Core: `rapi/handler/runtimelogs.go` looks among the external and then among the internal extensions.
test.each(apis)('an internal extension may subscribe to the %s API', async (title, path, body) => {
  await using stage = await Stage.start()
  const inner = await stage.scene.extension('inner', ['INVOKE'])

  const answer = await put(stage.address, path, inner.id, body(stage.listener.uri))

  expect([answer.status, answer.body.toString()]).toEqual([200, '"OK"'])
  const { record } = await stage.listener.nth(`platform.${title.toLowerCase()}Subscription`)
  expect(record).toEqual({ name: 'inner', state: 'Subscribed', types: ['platform'] })
})

// Core: neither is looked at; the name is that of the registration.
test.each([
  ['no content type', {}],
  ['another content type', { 'Content-Type': 'text/plain' }],
  ['a name in a header', { 'Lambda-Extension-Name': 'somebody-else' }],
])('a subscription with %s is taken for what it is', async (_, headers) => {
  await using stage = await Stage.start()
  const { address, extension, listener } = stage
  const identified = { 'Lambda-Extension-Identifier': extension.id, ...headers }
  const body = bytesOf(request(listener.uri))

  const exchange = send(address, { method: 'PUT', path: telemetryPath, headers: identified, body })
  const answer = await answered(exchange)

  expect([answer.status, answer.body.toString()]).toEqual([200, '"OK"'])
  const { record } = await listener.nth('platform.telemetrySubscription')
  expect(record.name).toBe('E')
})

// The reference page writes the address with a slash at the end, too.
test('the address may end in a slash', async () => {
  await using stage = await Stage.start()
  const { address, extension, listener } = stage

  const answer = await put(address, `${telemetryPath}/`, extension.id, request(listener.uri))

  expect([answer.status, answer.body.toString()]).toEqual([200, '"OK"'])
})

// Documented: the date in the path is that of the API, not of a schema.
test('no other date is a path of the API', async () => {
  await using stage = await Stage.start()
  const { address, extension, listener } = stage

  const answer = await put(address, '/2025-01-29/telemetry', extension.id, request(listener.uri))

  expect(answer.status).toBe(404)
})

// Core: the parser of UUIDs there takes these spellings, too.
test.each([
  ['upper case', (id: string) => id.toUpperCase()],
  ['32 digits', (id: string) => id.replaceAll('-', '')],
  ['braces', (id: string) => `{${id}}`],
  ['a URN', (id: string) => `urn:uuid:${id}`],
])('an identifier in the spelling of %s is the same', async (_, spelt) => {
  await using stage = await Stage.start()
  const { address, extension, listener } = stage

  const answer = await put(address, telemetryPath, spelt(extension.id), request(listener.uri))

  expect([answer.status, answer.body.toString()]).toEqual([200, '"OK"'])
})

test('a caller nobody knows is not told what is wrong with his request', async () => {
  await using stage = await Stage.start()
  const id = '00000000-0000-4000-8000-000000000000'

  const answer = await put(stage.address, telemetryPath, id, '{')

  expect(answer.status).toBe(403)
  expect(jsonOf(answer)).toEqual({
    errorType: 'Extension.UnknownExtensionIdentifier',
    errorMessage: `Unknown extension ${id}`,
  })
})

// Core: a body that cannot be read; more than 1 MiB on managed instances.
test('a request of more than a mebibyte is not read', async () => {
  await using stage = await Stage.start()
  const { address, extension } = stage

  const answer = await put(address, telemetryPath, extension.id, ' '.repeat(1_048_577))

  expect(answer.status).toBe(500)
  expect(jsonOf(answer)).toEqual({
    errorType: 'InternalServerError',
    errorMessage: 'Internal Server Error',
  })
})

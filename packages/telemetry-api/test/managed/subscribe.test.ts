import { expect, test } from '@jest/globals'
import { Resources } from '@sim/core'
import { listen } from '@sim/protocol'
import { telemetryApi } from '@sim/telemetry-api'
import { put, valid, withUri } from '../fixtures/api.ts'
import { LineSink } from '../fixtures/line-sink.ts'
import { freePort } from '../fixtures/sink.ts'
import { Telemetry } from '../fixtures/telemetry.ts'

const refused = (errorMessage: unknown) => ({ errorType: 'ValidationError', errorMessage })

test('a subscription is taken on', async () => {
  await using api = await serveManaged()

  const answer = await put(api.url, valid)

  expect([answer.status, await answer.text()]).toEqual([200, '"OK"'])
})

test('what is wrong is said in text that looks like JSON, and is', async () => {
  await using api = await serveManaged()

  const answer = await put(api.url, withUri('http://"quoted":1'))

  expect(answer.status).toBe(400)
  expect(answer.headers.get('content-type')).toBe('text/plain; charset=utf-8')
  const text = await answer.text()
  expect(text).toMatch(/^\{"errorType": "ValidationError", "errorMessage": "Invalid destination: /)
  expect(JSON.parse(text)).toEqual(refused(expect.any(String)))
})

test.each([
  [
    'the host',
    withUri('http://example.com:80'),
    'destination.URI host must be sandbox.localdomain',
  ],
  ['the port', withUri('http://sandbox:9001'), 'destination.URI port 9001 is reserved'],
])('%s of a destination is judged after the schema', async (_what, body, problem) => {
  await using api = await serveManaged()

  const answer = await put(api.url, body)

  expect(await answer.json()).toEqual(refused(`Invalid destination: ${problem}`))
})

test.each([
  [
    'an older schema',
    { ...valid, schemaVersion: '2022-12-13' },
    'schemaVersion should be 2025-01-29, not "2022-12-13"',
  ],
  ['no types', { ...valid, types: [] }, 'types should not be empty'],
  [
    'another protocol',
    { ...valid, destination: { protocol: 'UDP' } },
    'destination.protocol should be HTTP or TCP, not "UDP"',
  ],
  [
    'no destination',
    { ...valid, destination: undefined },
    'destination should be an object, but is missing',
  ],
  [
    'no port',
    { ...valid, destination: { protocol: 'TCP' } },
    'destination.port should be an integer from 1 to 65535, but is missing',
  ],
  [
    'a short time-out',
    { ...valid, buffering: { timeoutMs: 24 } },
    'buffering.timeoutMs should be an integer from 25 to 30000, not 24',
  ],
])('a request with %s does not fit the schema', async (_what, body, problem) => {
  await using api = await serveManaged()

  const answer = await put(api.url, body)

  expect(await answer.json()).toEqual(refused(`schema validation error: ${problem}`))
})

test('what is no JSON is said to be none', async () => {
  await using api = await serveManaged()

  const answer = await put(api.url, 'zz')

  expect(await answer.json()).toEqual(
    refused(expect.stringMatching(/^failed to parse JSON: Unexpected token/)),
  )
})

test('a TCP port where nobody listens is refused as that', async () => {
  await using api = await serveManaged()
  const port = await freePort()

  const answer = await put(api.url, { ...valid, destination: { protocol: 'TCP', port } })

  expect(await answer.json()).toEqual(
    refused(
      `Invalid destination: could not TCP dial provided address 127.0.0.1:${port}: connect ECONNREFUSED 127.0.0.1:${port}`,
    ),
  )
})

test('a TCP port where somebody listens is sent lines', async () => {
  await using api = await serveManaged()
  await using sink = await LineSink.start()
  const destination = { protocol: 'TCP', port: sink.port }

  const answer = await put(api.url, { ...valid, destination })
  await api.telemetry.flush()

  expect([answer.status, await answer.text()]).toEqual([200, '"OK"'])
  await sink.hasLines(1)
  expect(sink.events.map(({ type }) => type)).toEqual(['platform.telemetrySubscription'])
})

test('a TCP port is called before it is found out that the time is over', async () => {
  await using api = await serveManaged()
  await using sink = await LineSink.start()
  const [heard, deaf] = [sink.port, await freePort()]
  const overTcp = (port: number) => ({ ...valid, destination: { protocol: 'TCP', port } })
  api.telemetry.closeWindow()

  const late = await put(api.url, overTcp(heard))
  const unheard = await put(api.url, overTcp(deaf))

  expect([late.status, unheard.status]).toEqual([403, 400])
  await sink.hasEnded(1)
})

test('a second subscription of an extension fails', async () => {
  await using api = await serveManaged()
  await put(api.url, valid)

  const answer = await put(api.url, valid)

  expect(answer.status).toBe(500)
  expect(await answer.json()).toEqual({
    errorMessage: 'Internal Server Error',
    errorType: 'InternalServerError',
  })
})

test('after init it is closed, unless something is wrong with it', async () => {
  await using api = await serveManaged()
  api.telemetry.closeWindow()

  const [late, wrong] = [await put(api.url, valid), await put(api.url, 'zz')]

  expect(late.status).toBe(403)
  expect(await late.json()).toEqual({
    errorMessage: 'Telemetry API subscription is closed',
    errorType: 'Telemetry.SubscriptionClosed',
  })
  expect(wrong.status).toBe(400)
})

async function serveManaged() {
  const resources = new Resources()
  const telemetry = resources.use(new Telemetry({ profile: 'managed' }))
  const { url } = resources.use(await listen(telemetryApi(telemetry, { profile: 'managed' })))
  return {
    telemetry,
    url: `${url}/2022-07-01/telemetry`,
    [Symbol.asyncDispose]: () => resources[Symbol.asyncDispose](),
  }
}

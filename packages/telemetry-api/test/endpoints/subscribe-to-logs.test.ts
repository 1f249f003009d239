import { expect, test } from '@jest/globals'
import { Resources } from '@sim/core'
import { listen } from '@sim/protocol'
import { logsApi, telemetryApi, type TelemetryApiService } from '@sim/telemetry-api'
import { put, valid } from '../fixtures/api.ts'
import { ids, Telemetry } from '../fixtures/telemetry.ts'

const { schemaVersion: _, ...minimal } = valid

test('LGS-001: a subscription without a schemaVersion is one to the oldest', async () => {
  await using api = await serveLogs()

  const answer = await put(api.url, minimal)

  expect([answer.status, await answer.text()]).toEqual([200, '"OK"'])
  expect(answer.headers.get('content-type')).toBe('text/plain; charset=utf-8')
  expect(api.telemetry.subscriptions).toEqual([
    expect.objectContaining({ extensionName: 'shipper', api: 'logs', schemaVersion: '2020-08-15' }),
  ])
})

test('a repetition is answered as one', async () => {
  await using api = await serveLogs()
  await put(api.url, minimal)

  const answer = await put(api.url, {
    ...minimal,
    schemaVersion: '2021-03-18',
    types: ['function'],
  })

  expect([answer.status, await answer.text()]).toEqual([200, '"AlreadySubcribed"'])
  expect(api.telemetry.subscriptions).toEqual([
    expect.objectContaining({ schemaVersion: '2020-08-15', types: ['platform'] }),
  ])
})

test.each([
  ['no JSON', '{"invalid": json}', /^the request should be JSON: ./],
  ['LGS-002: types []', { ...minimal, types: [] }, /^types should not be empty$/],
  [
    'a schemaVersion of the Telemetry API',
    { ...minimal, schemaVersion: '2022-07-01' },
    /^schemaVersion should be one of 2020-08-15, 2021-03-18, not "2022-07-01"$/,
  ],
])('%s is a Logs.ValidationError', async (_case, body, errorMessage) => {
  await using api = await serveLogs()

  const answer = await put(api.url, body)

  expect(answer.status).toBe(400)
  expect(await answer.json()).toEqual({
    errorType: 'Logs.ValidationError',
    errorMessage: expect.stringMatching(errorMessage),
  })
  expect(api.telemetry.subscriptions).toEqual([])
})

test('who asks for logs too late is told so, whatever the request says', async () => {
  await using api = await serveLogs()
  api.telemetry.closeWindow()

  const answer = await put(api.url, {})

  expect([answer.status, await answer.json()]).toEqual([
    403,
    {
      errorMessage: 'Logs API subscription is closed already',
      errorType: 'Logs.SubscriptionClosed',
    },
  ])
})

test('nobody but an extension may ask for logs', async () => {
  await using api = await serveLogs()
  const stranger = ids.shipper.replace(/^./, (digit) => (digit === '0' ? '1' : '0'))

  const answer = await put(api.url, valid, stranger)

  expect([answer.status, await answer.json()]).toEqual([
    403,
    {
      errorMessage: `Unknown extension ${stranger}`,
      errorType: 'Extension.UnknownExtensionIdentifier',
    },
  ])
})

test.each([
  ['Telemetry', 'Logs', 'Logs.ValidationError'],
  ['Logs', 'Telemetry', 'ValidationError'],
] as const)('who has the %s API cannot have the %s API', async (first, second, errorType) => {
  await using api = await serveLogs()
  const subscribe = (which: 'Telemetry' | 'Logs', id?: string) =>
    which === 'Logs' ? put(api.url, minimal, id) : put(api.telemetryUrl, valid, id)
  await subscribe(first)

  const refused = await subscribe(second)
  const other = await subscribe(second, ids.tracer)

  expect(refused.status).toBe(400)
  expect(await refused.json()).toEqual({
    errorType,
    errorMessage: `an extension may subscribe through one API only, and this one did through the ${first} API`,
  })
  expect(other.status).toBe(200)
})

test('a service that knows nothing of logs has nobody wait for any', async () => {
  const service: TelemetryApiService = { extensionName: () => 'shipper', subscribe: () => 'OK' }
  await using server = await listen(logsApi(service))

  const answer = await put(`${server.url}/2020-08-15/logs`, {})

  expect(answer.status).toBe(202)
  expect(await answer.text()).toBe(
    '{"errorMessage":"Logs API is not supported","errorType":"Logs.NotSupported"}\n',
  )
})

async function serveLogs() {
  const resources = new Resources()
  const telemetry = resources.use(new Telemetry())
  const logs = resources.use(await listen(logsApi(telemetry)))
  const telemetries = resources.use(await listen(telemetryApi(telemetry)))
  return {
    telemetry,
    url: `${logs.url}/2020-08-15/logs`,
    telemetryUrl: `${telemetries.url}/2022-07-01/telemetry`,
    [Symbol.asyncDispose]: () => resources[Symbol.asyncDispose](),
  }
}

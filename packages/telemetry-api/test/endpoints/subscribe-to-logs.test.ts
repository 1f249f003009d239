import { expect, test } from '@jest/globals'
import { Resources } from '@sim/core'
import { listen } from '@sim/protocol'
import { logsApi } from '@sim/telemetry-api'
import { put, valid } from '../fixtures/api.ts'
import { ids, Telemetry } from '../fixtures/telemetry.ts'

test('who asks for logs in time is told that there are none to come', async () => {
  await using api = await serveLogs()

  const answer = await put(api.url, valid)

  expect(answer.status).toBe(202)
  expect(await answer.text()).toBe(
    '{"errorMessage":"Logs API is not supported","errorType":"Logs.NotSupported"}\n',
  )
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

async function serveLogs() {
  const resources = new Resources()
  const telemetry = resources.use(new Telemetry())
  const { url } = resources.use(await listen(logsApi(telemetry)))
  return {
    telemetry,
    url: `${url}/2020-08-15/logs`,
    [Symbol.asyncDispose]: () => resources[Symbol.asyncDispose](),
  }
}

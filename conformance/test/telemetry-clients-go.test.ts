import { expect } from '@jest/globals'
import { Simulator, type SimulatorOptions } from '@sim/simulator'
import type { AnySchemaVersion } from '@sim/telemetry-api'
import { join } from 'node:path'
import { ClientRecords } from '../official/client-records.ts'
import { invoke, livedThrough, liveThrough, recover, troubled } from '../official/client-life.ts'
import { officialClient, testWith } from '../official/official-client.ts'
import { ownPort } from '../official/own-port.ts'
import { expectLogsUnderstood, expectTelemetryUnderstood } from '../official/understood.ts'

const client = officialClient('go-strict-decoder')
const all = ['platform', 'function', 'extension'] as const

/** A program that takes nothing but what is documented, as an extension with this subscription. */
function extension(
  folder: string,
  records: ClientRecords,
  api: 'telemetry' | 'logs',
  listen: string,
  subscription: object,
): NonNullable<SimulatorOptions['extensions']>[number] {
  return {
    command: join(folder, 'bin', 'go-strict-decoder'),
    environment: {
      CLIENT_API: api,
      CLIENT_EVENTS: 'INVOKE,SHUTDOWN',
      CLIENT_LISTEN: listen,
      CLIENT_RECORDS: records.address,
      CLIENT_SUBSCRIPTION: JSON.stringify(subscription),
    },
  }
}

/** The same with a schema, and a way of delivery. */
async function subscribed(
  folder: string,
  records: ClientRecords,
  schemaVersion: AnySchemaVersion,
  protocol: 'HTTP' | 'TCP',
) {
  const port = await ownPort()
  const URI = `http://sandbox.localdomain:${port}/events?of=us`
  const destination = protocol === 'HTTP' ? { protocol, URI } : { protocol, port }
  const buffering = { timeoutMs: 25 }
  const api =
    schemaVersion === '2020-08-15' || schemaVersion === '2021-03-18' ? 'logs' : 'telemetry'
  const subscription = { schemaVersion, types: all, buffering, destination }
  return extension(folder, records, api, `127.0.0.1:${port}`, subscription)
}

const reported = ({ telemetry }: Simulator) =>
  telemetry.filter('platform.report').map(({ record }) => record.status)

for (const [version, protocol] of [
  ['2022-07-01', 'HTTP'],
  ['2022-12-13', 'HTTP'],
  ['2025-01-29', 'HTTP'],
  ['2025-01-29', 'TCP'],
] as const) {
  testWith(client, `telemetry ${version} is as documented, over ${protocol}`, async (folder) => {
    await using records = await ClientRecords.start()
    await using simulator = await Simulator.start({
      ...troubled,
      extensions: [await subscribed(folder, records, version, protocol)],
    })

    await liveThrough(simulator)

    expect(reported(simulator)).toEqual(livedThrough)
    expectTelemetryUnderstood(simulator, await records.all(), all)
  })
}

for (const [version, protocol] of [
  ['2020-08-15', 'HTTP'],
  ['2021-03-18', 'HTTP'],
  ['2021-03-18', 'TCP'],
] as const) {
  testWith(client, `logs ${version} are as documented, over ${protocol}`, async (folder) => {
    await using records = await ClientRecords.start()
    await using simulator = await Simulator.start({
      ...troubled,
      extensions: [await subscribed(folder, records, version, protocol)],
    })

    await liveThrough(simulator)

    expect(reported(simulator)).toEqual(livedThrough)
    expectLogsUnderstood(simulator, await records.all(), all, version)
  })
}

for (const [version, first] of [
  ['2022-07-01', '{"level": "INFO"}\n'],
  ['2022-12-13', { level: 'INFO' }],
  ['2025-01-29', { level: 'INFO' }],
  ['2021-03-18', '{"level": "INFO"}\n'],
] as const) {
  testWith(client, `lines of JSON come with ${version} as documented`, async (folder) => {
    await using records = await ClientRecords.start()
    await using simulator = await Simulator.start({
      ...troubled,
      logFormat: 'JSON',
      extensions: [await subscribed(folder, records, version, 'HTTP')],
    })

    await invoke(simulator, { lines: 0, text: '{"level": "INFO"}\nno JSON\n' })
    await simulator.shutdown()

    const heard = await records.all()
    const printed = heard.filter(({ type }) => type === 'function').map(({ record }) => record)
    expect(heard.filter(({ refused }) => refused !== undefined)).toEqual([])
    expect(printed).toEqual([first, 'no JSON\n'])
  })
}

for (const version of ['2022-07-01', '2025-01-29', '2021-03-18'] as const) {
  testWith(client, `a restore is told with ${version} as documented`, async (folder) => {
    await using records = await ClientRecords.start()
    await using simulator = await Simulator.start({
      ...troubled,
      initializationType: 'snap-start',
      extensions: [await subscribed(folder, records, version, 'HTTP')],
    })

    await invoke(simulator, {})
    await simulator.shutdown()

    const heard = await records.all()
    expect(heard.map(({ type }) => type)).toContain('platform.restoreReport')
    if (version === '2021-03-18') expectLogsUnderstood(simulator, heard, all, version)
    else expectTelemetryUnderstood(simulator, heard, all)
  })
}

testWith(client, 'a failed initialisation is told as documented', async (folder) => {
  await using records = await ClientRecords.start()

  const simulator = await recover(await subscribed(folder, records, '2025-01-29', 'HTTP'))

  expect(simulator.generation).toBe(2)
  expectTelemetryUnderstood(simulator, await records.all(), all)
})

testWith(client, 'in real time every duration is as documented', async (folder) => {
  await using records = await ClientRecords.start()
  await using simulator = await Simulator.start({
    ...troubled,
    time: 'real',
    extensions: [await subscribed(folder, records, '2025-01-29', 'HTTP')],
  })

  for (const lines of [1, 2, 3]) await simulator.invoke({ lines })
  await simulator.shutdown()

  expectTelemetryUnderstood(simulator, await records.all(), all)
})

testWith(client, 'CON-003: a URI without a host is the loopback address', async (folder) => {
  const port = await ownPort(4_323)
  await using records = await ClientRecords.start()
  const destination = {
    protocol: 'HTTP',
    method: 'POST',
    encoding: 'JSON',
    URI: `http://:${port}/`,
  }
  const subscription = {
    schemaVersion: '2022-07-01',
    types: ['platform'],
    buffering: { maxItems: 1_000, maxBytes: 262_144, timeoutMs: 1_000 },
    destination,
  }
  await using simulator = await Simulator.start({
    ...troubled,
    telemetryDestinations: 'lenient',
    extensions: [extension(folder, records, 'telemetry', `:${port}`, subscription)],
  })

  await invoke(simulator, {})
  await invoke(simulator, {})
  await simulator.shutdown()

  expect(reported(simulator)).toEqual(['success', 'success'])
  expectTelemetryUnderstood(simulator, await records.all(), ['platform'])
})

import { expect } from '@jest/globals'
import { Simulator, type SimulatorOptions } from '@sim/simulator'
import type { TelemetryCategory } from '@sim/telemetry-api'
import { join } from 'node:path'
import { ClientRecords } from '../official/client-records.ts'
import { livedThrough, liveThrough, recover, troubled } from '../official/client-life.ts'
import { officialClient, testWith } from '../official/official-client.ts'
import { ownPort } from '../official/own-port.ts'
import { expectLogsUnderstood, expectTelemetryUnderstood } from '../official/understood.ts'
import { patient, soon, unhurried } from '../seed/patience.ts'

const client = officialClient('rust-lambda-extension')
const all = ['platform', 'function', 'extension'] as const

/** AWS's crate as an extension that asks for these types. */
async function extension(
  folder: string,
  api: 'telemetry' | 'logs',
  types: readonly TelemetryCategory[],
  records: ClientRecords,
): Promise<NonNullable<SimulatorOptions['extensions']>[number]> {
  return {
    command: join(folder, 'bin', 'rust-lambda-extension'),
    environment: {
      CLIENT_API: api,
      CLIENT_TYPES: types.join(','),
      CLIENT_PORT: String(await ownPort()),
      CLIENT_RECORDS: records.address,
    },
  }
}

for (const types of [['platform', 'function'], all] as const) {
  testWith(client, `CON-001: it parses all telemetry of ${types.join(', ')}`, async (folder) => {
    await using records = await ClientRecords.start()
    await using simulator = await Simulator.start({
      ...troubled,
      extensions: [await extension(folder, 'telemetry', types, records)],
    })

    await liveThrough(simulator)

    expect(
      simulator.telemetry.filter('platform.report').map(({ record }) => record.status),
    ).toEqual(livedThrough)
    expectTelemetryUnderstood(simulator, await records.all(), types)
  })

  testWith(client, `LGS-010: it parses all logs of ${types.join(', ')}`, async (folder) => {
    await using records = await ClientRecords.start()
    await using simulator = await Simulator.start({
      ...troubled,
      extensions: [await extension(folder, 'logs', types, records)],
    })

    await liveThrough(simulator)

    expect(
      simulator.telemetry.filter('platform.report').map(({ record }) => record.status),
    ).toEqual(livedThrough)
    expectLogsUnderstood(simulator, await records.all(), types, '2021-03-18')
  })
}

testWith(client, 'CON-001: it parses the telemetry of a failed initialisation', async (folder) => {
  await using records = await ClientRecords.start()

  const simulator = await recover(await extension(folder, 'telemetry', all, records))

  const reports = simulator.telemetry.filter('platform.initReport').map(({ record }) => record)
  expect(reports).toMatchObject([
    { phase: 'init', status: 'error' },
    { phase: 'invoke', status: 'success' },
  ])
  expectTelemetryUnderstood(simulator, await records.all(), all)
})

testWith(client, 'LGS-010: it parses the logs of a failed initialisation', async (folder) => {
  await using records = await ClientRecords.start()

  const simulator = await recover(await extension(folder, 'logs', all, records))

  expect(simulator.generation).toBe(2)
  expectLogsUnderstood(simulator, await records.all(), all, '2021-03-18')
})

testWith(
  client,
  'CON-005: many batches reach its listeners, of which each takes one connection',
  async (folder) => {
    await using records = await ClientRecords.start()
    await using simulator = await Simulator.start({
      ...troubled,
      ...patient,
      ...unhurried,
      time: 'real',
      extensions: [await extension(folder, 'telemetry', all, records)],
    })
    const spread = { lines: 30, everyMs: 10 }

    for (const ends of ['well', 'exited', 'well', 'exited', 'well']) {
      await simulator.enqueue({ ...spread, ends }).done(soon)
    }
    await simulator.shutdown()

    expect(simulator.journal.entries('telemetry.delivered').length).toBeGreaterThan(10)
    expectTelemetryUnderstood(simulator, await records.all(), all)
  },
)

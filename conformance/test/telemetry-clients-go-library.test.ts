import { expect } from '@jest/globals'
import { Simulator, type SimulatorOptions } from '@sim/simulator'
import { join } from 'node:path'
import { ClientRecords } from '../official/client-records.ts'
import { livedThrough, liveThrough, recover, troubled } from '../official/client-life.ts'
import { officialClient, testWith } from '../official/official-client.ts'
import { ownPort } from '../official/own-port.ts'
import { expectLogsUnderstood, expectTelemetryUnderstood } from '../official/understood.ts'

const client = officialClient('go-aws-lambda-extensions')
const all = ['platform', 'function', 'extension'] as const

/** An extension on the library, which registers for SHUTDOWN only, and names the host that it can bind here. */
async function extension(
  folder: string,
  api: 'telemetry' | 'logs',
  records: ClientRecords,
): Promise<NonNullable<SimulatorOptions['extensions']>[number]> {
  return {
    command: join(folder, 'bin', 'go-aws-lambda-extensions'),
    environment: {
      CLIENT_API: api,
      CLIENT_TYPES: all.join(','),
      CLIENT_LISTEN: `127.0.0.1:${await ownPort()}`,
      CLIENT_RECORDS: records.address,
    },
  }
}

for (const api of ['telemetry', 'logs'] as const) {
  testWith(client, `it decodes all that the ${api} API sends`, async (folder) => {
    await using records = await ClientRecords.start()
    await using simulator = await Simulator.start({
      ...troubled,
      extensions: [await extension(folder, api, records)],
    })

    await liveThrough(simulator)

    const reports = simulator.telemetry.filter('platform.report').map(({ record }) => record)
    expect(reports.map(({ status }) => status)).toEqual(livedThrough)
    expectDecoded(simulator, api, await records.all())
  })

  testWith(client, `it decodes what the ${api} API sends of a failed init`, async (folder) => {
    await using records = await ClientRecords.start()

    const simulator = await recover(await extension(folder, api, records))

    expect(simulator.generation).toBe(2)
    expectDecoded(simulator, api, await records.all())
  })
}

function expectDecoded(
  simulator: Simulator,
  api: 'telemetry' | 'logs',
  records: Awaited<ReturnType<ClientRecords['all']>>,
): void {
  const undecoded = records.filter((record) => !('decodedRecord' in record))
  expect(undecoded).toEqual([])
  const plain = records.map(({ time, type, record }) => ({ time, type, record }))
  if (api === 'telemetry') expectTelemetryUnderstood(simulator, plain as typeof records, all)
  else expectLogsUnderstood(simulator, plain as typeof records, all, '2021-03-18')
}

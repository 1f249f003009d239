import { Log, waitFor } from '@sim/core'
import { listen, readBody } from '@sim/protocol'
import { telemetryApi, TelemetryService } from '@sim/telemetry-api'

const requestId = '8476a536-e9f4-11e8-9739-2dfe598c3fcd'

/** Subscribes to telemetry, and gets an event. */
export async function run(): Promise<unknown> {
  const received = new Log<{ type: string; record: unknown }>()
  await using subscriber = await listen(async (ctx) => {
    const { bytes } = await readBody(ctx.req)
    for (const event of JSON.parse(String(bytes))) received.append(event)
    ctx.status = 200
  })
  await using telemetry = new TelemetryService({ extensionName: () => 'my-extension' })
  await using api = await listen(telemetryApi(telemetry))

  const { status } = await fetch(`${api.url}/2022-07-01/telemetry`, {
    method: 'PUT',
    headers: { 'Lambda-Extension-Identifier': requestId },
    body: JSON.stringify({
      schemaVersion: '2022-12-13',
      destination: { protocol: 'HTTP', URI: `http://sandbox.localdomain:${subscriber.port}` },
      types: ['platform'],
      buffering: { timeoutMs: 25 },
    }),
  })
  telemetry.emit('platform.start', { requestId })
  const isStart = (event?: { type: string }) => event?.type === 'platform.start'
  const event = await waitFor(received, isStart, { what: 'platform.start' })

  return { status, record: event?.record }
}

import type { TelemetryEvent } from '@sim/telemetry-api'
import { once } from 'node:events'
import { json } from 'node:stream/consumers'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

/** Where an extension listens for telemetry: a server that keeps what it is sent. */
export async function startSink() {
  const events: TelemetryEvent[] = []
  const server = createServer((request, response) => {
    void json(request).then((batch) => {
      events.push(...(batch as TelemetryEvent[]))
      response.end()
    })
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    events,
    uri: `http://sandbox.localdomain:${(server.address() as AddressInfo).port}`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      await server[Symbol.asyncDispose]()
    },
  }
}

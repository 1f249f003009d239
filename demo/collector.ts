import { Cell, type Watchable } from '@sim/core'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { json } from 'node:stream/consumers'
import { count, nothingCounted, type CollectorCounts } from './collector-counts.ts'

/** Where the extension's exports end: in production, the endpoint of a vendor. */
export interface Collector extends AsyncDisposable {
  /** What `COLLECTOR_URL` must be set to. */
  readonly url: string
  /** Changes with every request that arrives; follow it with `waitFor`. */
  readonly counts: Watchable<CollectorCounts>
  /** Closes the port and every connection. Safe to call again. */
  stop(): Promise<void>
}

/** Starts a collector for OTLP/HTTP JSON and for telemetry events, on a free loopback port. */
export async function startCollector(): Promise<Collector> {
  const counts = new Cell(nothingCounted)
  const server = createServer((request, response) => {
    json(request)
      .then((body) => counts.set(count(counts.current, request.url ?? '', body)))
      .then(
        () => response.writeHead(200, { 'Content-Type': 'application/json' }).end('{}'),
        (error: unknown) => response.writeHead(400).end(String(error)),
      )
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')

  let stopped: Promise<void> | undefined
  const stop = () =>
    (stopped ??= new Promise((resolve) => {
      server.close(() => resolve())
      server.closeAllConnections()
    }))
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  return { url, counts, stop, [Symbol.asyncDispose]: stop }
}

import { serverOptions } from '@sim/runtime-api'
import { once } from 'node:events'
import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'

/** A server that listens, until it is stopped. */
export interface RunningServer {
  /** `http://127.0.0.1:port`; without `http://` it is a value for `AWS_LAMBDA_RUNTIME_API`. */
  readonly url: string
  /** Closes the port and every connection, long polls too. Safe to call again. */
  stop(): Promise<unknown>
}

/** Starts a `node:http` server on a free port of the loopback address. */
export async function startServer(listener: RequestListener): Promise<RunningServer> {
  const server = createServer(serverOptions, listener).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  const closed = once(server, 'close')
  const stop = () => {
    server.close()
    server.closeAllConnections()
    return closed
  }
  return { url: `http://127.0.0.1:${port}`, stop }
}

import { SimulatorError } from '@sim/core'
import type { Middleware } from 'koa'
import { once } from 'node:events'
import { createServer, type Server, type ServerOptions } from 'node:http'
import type { AddressInfo } from 'node:net'
import { requestListener } from './request-listener.ts'

/** Where to listen, and who hears of failures. */
export interface ListenOptions {
  /** Default `127.0.0.1`: nothing outside this machine gets in. */
  readonly host?: string | undefined
  /** Default 0, which takes a free port. */
  readonly port?: number | undefined
  /** Hears of failures that are not refusals. A client that goes away is no failure. */
  readonly onError?: ((error: unknown) => void) | undefined
}

/** A server that listens, until it is stopped. */
export interface ListeningServer extends AsyncDisposable {
  readonly host: string
  readonly port: number
  /** `host:port`, the form of `AWS_LAMBDA_RUNTIME_API`. */
  readonly address: string
  /** `http://host:port`. */
  readonly url: string
  /** Closes the port and every connection, long polls too. Safe to call again. */
  stop(): Promise<void>
}

/**
 * What `node:http`'s `createServer` needs for Lambda's clients: pass it wherever you create the server yourself.
 *
 * Polls last as long as they last, and connections stay open while their owner is frozen, so no time-out of
 * Node's is on. Error reports travel in headers: `Lambda-Runtime-Function-XRay-Error-Cause` has no limit in the
 * Node runtime client and 1 MiB in others, while Node's default limit for all headers is 16 KiB.
 */
export const serverOptions = {
  keepAliveTimeout: 0,
  requestTimeout: 0,
  headersTimeout: 0,
  maxHeaderSize: 8 * 1024 * 1024,
} as const satisfies ServerOptions

/**
 * Serves middleware on a port, with the settings that Lambda's clients need.
 *
 * Rejects with `ERR_LISTEN` if the port cannot be had.
 */
export async function listen(
  middleware: Middleware | readonly Middleware[],
  options: ListenOptions = {},
): Promise<ListeningServer> {
  const { host = '127.0.0.1', port = 0, onError } = options
  const server = createServer(serverOptions, requestListener(middleware, onError))
  try {
    server.listen(port, host)
    await once(server, 'listening')
  } catch (cause) {
    throw new SimulatorError('ERR_LISTEN', `cannot listen on ${host}:${port}: ${String(cause)}`, {
      cause,
    })
  }
  return listening(server, host)
}

function listening(server: Server, host: string): ListeningServer {
  const { port } = server.address() as AddressInfo
  const address = `${host.includes(':') ? `[${host}]` : host}:${port}`
  let stopped: Promise<void> | undefined
  const stop = (): Promise<void> =>
    (stopped ??= new Promise((resolve) => {
      server.close(() => resolve())
      server.closeAllConnections()
    }))
  return { host, port, address, url: `http://${address}`, stop, [Symbol.asyncDispose]: stop }
}

import type { Middleware } from '@sim/runtime-api'
import { embedInExpress } from '../express.ts'
import { embedInFastify } from '../fastify.ts'
import { embedInKoa } from '../koa.ts'
import { embedInNodeHttp } from '../node-http.ts'
import type { RunningServer } from '../start-server.ts'

/** A server that an API is embedded in. */
export interface Host {
  readonly name: string
  readonly embed: (api: Middleware) => Promise<RunningServer>
  /** What its own 404 says. */
  readonly notFound: string
}

export const hosts: readonly Host[] = [
  { name: 'node:http', embed: embedInNodeHttp, notFound: 'nothing here' },
  { name: 'Express', embed: embedInExpress, notFound: 'Cannot GET' },
  { name: 'Fastify', embed: embedInFastify, notFound: '"error":"Not Found"' },
  { name: 'Koa', embed: embedInKoa, notFound: 'Not Found' },
]

/** An API in a server, for as long as a test lasts. */
export async function served(host: Host, api: Middleware) {
  const server = await host.embed(api)
  return {
    url: server.url,
    stop: server.stop,
    [Symbol.asyncDispose]: async () => void (await server.stop()),
  }
}

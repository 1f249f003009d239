import { requestListener, serverOptions, type Middleware } from '@sim/runtime-api'
import { fastify } from 'fastify'
import { createServer } from 'node:http'
import type { RunningServer } from './start-server.ts'

/** Embeds an API in a Fastify server, in the one hook that comes before Fastify reads the body. */
export async function embedInFastify(api: Middleware): Promise<RunningServer> {
  const app = fastify({
    forceCloseConnections: true, // else it would wait for the end of long polls
    serverFactory: (handler) => createServer(serverOptions, handler),
  })
  const listener = requestListener(api)
  app.addHook('onRequest', (request, reply, done) => listener(request.raw, reply.raw, done))
  app.post('/echo', (request, reply) => reply.send(request.body))
  return { url: await app.listen({ host: '127.0.0.1', port: 0 }), stop: () => app.close() }
}

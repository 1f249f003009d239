import Koa, { type Middleware } from 'koa'
import { startServer, type RunningServer } from './start-server.ts'

/** Embeds an API in a Koa application: it is Koa middleware already. */
export function embedInKoa(api: Middleware): Promise<RunningServer> {
  const app = new Koa()
  app.use(api)
  app.use((ctx) => {
    if (ctx.path === '/echo') ctx.body = ctx.req
  })
  app.on('error', (error, ctx) => {
    // Koa tells of clients that went away, too.
    if (error !== ctx.req.socket.errored) console.error(error)
  })
  return startServer(app.callback())
}

import { requestListener, type Middleware } from '@sim/runtime-api'
import express from 'express'
import { startServer, type RunningServer } from './start-server.ts'

/** Embeds an API in an Express application, ahead of its body parsers: the API reads bodies itself. */
export function embedInExpress(api: Middleware): Promise<RunningServer> {
  const app = express()
  app.use(requestListener(api))
  app.use(express.json())
  app.post('/echo', (request, response) => void response.json(request.body))
  return startServer(app)
}

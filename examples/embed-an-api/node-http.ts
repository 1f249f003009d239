import { requestListener, type Middleware } from '@sim/runtime-api'
import { startServer, type RunningServer } from './start-server.ts'

/** Embeds an API in a `node:http` server. What the API does not know is for the server's own routes. */
export function embedInNodeHttp(api: Middleware): Promise<RunningServer> {
  const listener = requestListener(api)
  return startServer((request, response) =>
    listener(request, response, () => {
      if (request.url === '/echo') request.pipe(response)
      else response.writeHead(404).end('nothing here\n')
    }),
  )
}

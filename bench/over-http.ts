import { once } from 'node:events'
import { Agent, request, type IncomingMessage } from 'node:http'
import { buffer } from 'node:stream/consumers'
import type { Invokable } from './bare-server.ts'

/** The same server, called as an SDK calls it: by HTTP, over one connection that is kept open. */
export function overHttp(server: Invokable): Invokable {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 })
  return {
    address: server.address,
    url: server.url,
    async invoke(payload) {
      const headers = { 'Content-Length': payload.length }
      const outgoing = request(server.url, { agent, method: 'POST', headers })
      outgoing.end(payload)
      const [answer] = (await once(outgoing, 'response')) as [IncomingMessage]
      if (answer.statusCode !== 200) throw new Error(`a call was answered ${answer.statusCode}`)
      return buffer(answer)
    },
    async [Symbol.asyncDispose]() {
      agent.destroy()
      await server[Symbol.asyncDispose]()
    },
  }
}

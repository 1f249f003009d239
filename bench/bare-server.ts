import { createServer, type ServerResponse } from 'node:http'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { randomUUID } from 'node:crypto'

/** What every measured server does: hand out an event, take the answer. */
export interface Invokable extends AsyncDisposable {
  /** `host:port` for the runtime. */
  readonly address: string
  /** Where a caller posts its event over HTTP. */
  readonly url: string
  invoke(payload: Buffer): Promise<Buffer>
}

/** Where both servers take events over HTTP. */
export const callersPath = '/2015-03-31/functions/function/invocations'

/**
 * The least that could be: `node:http` alone, the same bytes on the wire, no checks, no states, no records.
 */
export async function bareServer(): Promise<Invokable> {
  const polls: ServerResponse[] = []
  const events: Buffer[] = []
  const answers: ((body: Buffer) => void)[] = []
  const accepted = Buffer.from('{"status":"OK"}\n')
  const handOut = () => {
    while (polls.length > 0 && events.length > 0) {
      const body = events.shift() as Buffer
      polls
        .shift()
        ?.writeHead(200, {
          'Content-Type': 'application/json',
          'Lambda-Runtime-Aws-Request-Id': randomUUID(),
          'Lambda-Runtime-Deadline-Ms': String(Date.now() + 3_000),
          'Lambda-Runtime-Invoked-Function-Arn':
            'arn:aws:lambda:us-east-1:123456789012:function:function',
          'Lambda-Runtime-Trace-Id':
            'Root=1-5bef4de7-ad49b0e87f6ef6c87fc2e700;Parent=9a9197af755a6419;Sampled=1',
          'Content-Length': body.length,
        })
        .end(body)
    }
  }
  const server = createServer((request, response) => {
    if (request.method === 'GET') {
      polls.push(response)
      return handOut()
    }
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      const body = Buffer.concat(chunks)
      if (request.url === callersPath) return call(body, (answer) => reply(response, 200, answer))
      reply(response, 202, accepted)
      answers.shift()?.(body)
    })
  })
  const call = (payload: Buffer, answered: (body: Buffer) => void) => {
    answers.push(answered)
    events.push(payload)
    handOut()
  }
  server.keepAliveTimeout = 0
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = `127.0.0.1:${(server.address() as AddressInfo).port}`
  return {
    address,
    url: `http://${address}${callersPath}`,
    invoke: (payload) => new Promise((resolve) => call(payload, resolve)),
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}

function reply(response: ServerResponse, status: number, body: Buffer): void {
  response.writeHead(status, {
    'Content-Type': 'application/json',
    'Content-Length': body.length,
  })
  response.end(body)
}

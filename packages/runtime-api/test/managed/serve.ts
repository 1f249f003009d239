import { listen, type ListeningServer } from '@sim/protocol'
import {
  managedRuntimeApi,
  ManagedRuntimeSession,
  type RuntimeInvocation,
  type RuntimeSessionEvent,
} from '@sim/runtime-api'
import { request } from 'node:http'
import { once } from 'node:events'

/** A managed session behind a real port. */
export interface ServedManaged extends AsyncDisposable {
  readonly session: ManagedRuntimeSession
  readonly server: ListeningServer
  readonly events: RuntimeSessionEvent[]
  /** Resolves when so many workers are idle. */
  idle(workers: number): Promise<void>
  /** A worker that has taken this event. */
  taken(event: RuntimeInvocation): Promise<ReturnType<ManagedRuntimeSession['deliver']>>
  call(method: 'GET' | 'POST', path: string, init?: RequestInit): Promise<Response>
}

export async function serveManaged(): Promise<ServedManaged> {
  const events: RuntimeSessionEvent[] = []
  let onChange = () => undefined as void
  const session: ManagedRuntimeSession = new ManagedRuntimeSession({
    onEvent: (event) => {
      events.push(event)
      onChange()
    },
  })
  const server = await listen(managedRuntimeApi(session))
  const idle = (workers: number) =>
    new Promise<void>((resolve) => {
      onChange = () => void (session.idle === workers && resolve())
      onChange()
    })
  const call: ServedManaged['call'] = (method, path, init) =>
    fetch(`${server.url}/2018-06-01/runtime/${path}`, { method, ...init } as RequestInit)
  return {
    session,
    server,
    events,
    idle,
    call,
    async taken(event) {
      const polled = call('GET', 'invocation/next')
      await idle(session.idle + 1)
      const delivery = session.deliver(event)
      await (await polled).arrayBuffer()
      return delivery
    },
    [Symbol.asyncDispose]: () => server.stop(),
  }
}

/** A worker's poll on a connection of its own, which can be cut. */
export function poll(server: ListeningServer): { cut(): void } {
  const { host, port } = server
  const outgoing = request({
    host,
    port,
    agent: false,
    path: '/2018-06-01/runtime/invocation/next',
  })
  outgoing.on('error', () => undefined)
  outgoing.end()
  return { cut: () => void outgoing.destroy() }
}

/** Sends a part of a response, and hangs up. */
export function breakOff({ host, port }: ListeningServer, requestId: string): void {
  const path = `/2018-06-01/runtime/invocation/${requestId}/response`
  const outgoing = request({ host, port, agent: false, method: 'POST', path })
  outgoing.on('error', () => undefined)
  outgoing.write('part', () => outgoing.destroy())
}

/** Sends a response in chunks, with trailers; resolves with the status. */
export async function respond(
  server: ListeningServer,
  requestId: string,
  chunks: readonly string[],
  trailers: Record<string, string> = {},
): Promise<number> {
  const { host, port } = server
  const path = `/2018-06-01/runtime/invocation/${requestId}/response`
  const headers = { 'Transfer-Encoding': 'chunked', Trailer: Object.keys(trailers).join(', ') }
  const outgoing = request({ host, port, agent: false, method: 'POST', path, headers })
  for (const chunk of chunks) outgoing.write(chunk)
  outgoing.addTrailers(trailers)
  outgoing.end()
  const [response] = await once(outgoing, 'response')
  response.resume()
  return response.statusCode
}

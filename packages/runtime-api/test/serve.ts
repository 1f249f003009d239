import { listen, type ListeningServer } from '@sim/protocol'
import {
  runtimeApi,
  RuntimeSession,
  type RuntimeInvocation,
  type RuntimeSessionEvent,
} from '@sim/runtime-api'
import { randomUUID } from 'node:crypto'

export interface Served extends AsyncDisposable {
  readonly session: RuntimeSession
  readonly server: ListeningServer
  readonly events: RuntimeSessionEvent[]
  readonly refused: string[]
  call(method: 'GET' | 'POST', path: string, init?: RequestInit): Promise<Response>
}

/** A session behind a real port. */
export async function serve(): Promise<Served> {
  const events: RuntimeSessionEvent[] = []
  const refused: string[] = []
  const session = new RuntimeSession({ onEvent: (event) => events.push(event) })
  const server = await listen(
    runtimeApi(session, { onRefusal: ({ refusal }) => refused.push(refusal.errorType) }),
  )
  return {
    session,
    server,
    events,
    refused,
    call: (method, path, init) =>
      fetch(`${server.url}/2018-06-01/runtime/${path}`, { method, ...init } as RequestInit),
    [Symbol.asyncDispose]: () => server.stop(),
  }
}

/** An invocation with everything that it must have. */
export function invocation(more: Partial<RuntimeInvocation> = {}): RuntimeInvocation {
  return {
    requestId: randomUUID(),
    body: Buffer.from('{"n":1}'),
    deadlineMs: 1_790_000_000_000.75,
    invokedFunctionArn: 'arn:aws:lambda:us-east-1:123456789012:function:hello',
    ...more,
  }
}

import { Cell } from '@sim/core'
import { listen } from '@sim/protocol'
import type { Simulator } from '@sim/simulator'
import { json } from 'node:stream/consumers'

/** As much of an event as tests look at. */
export interface Told {
  readonly type: string
  readonly record: { readonly phase?: string }
}

/** A listener for telemetry that is never frozen, and what it was told so far. */
export async function telemetryListener() {
  const told = new Cell<readonly Told[]>([])
  const server = await listen(async (ctx) => {
    told.set([...told.current, ...((await json(ctx.req)) as Told[])])
    ctx.body = ''
  })
  return { told, port: server.port, [Symbol.asyncDispose]: () => server.stop() }
}

/** Plays an extension that registers for nothing and has platform events sent to a port. */
export async function subscribe(simulator: Simulator, name: string, port: number) {
  const api = `http://${simulator.runtimeApi}`
  const registered = await fetch(`${api}/2020-01-01/extension/register`, {
    method: 'POST',
    headers: { 'Lambda-Extension-Name': name },
    body: '{}',
  })
  const id = registered.headers.get('lambda-extension-identifier') ?? ''
  const headers = { 'Lambda-Extension-Identifier': id }
  await fetch(`${api}/2022-07-01/telemetry`, {
    method: 'PUT',
    headers,
    body: JSON.stringify({
      schemaVersion: '2022-12-13',
      types: ['platform'],
      buffering: { timeoutMs: 25 },
      destination: { protocol: 'HTTP', URI: `http://sandbox.localdomain:${port}/` },
    }),
  })
  const hungUp = () => undefined
  return { next: () => fetch(`${api}/2020-01-01/extension/event/next`, { headers }).catch(hungUp) }
}

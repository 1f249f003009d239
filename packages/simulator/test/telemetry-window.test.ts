import { expect, test } from '@jest/globals'
import { Cell, waitFor } from '@sim/core'
import { listen } from '@sim/protocol'
import { Simulator } from '@sim/simulator'
import { json } from 'node:stream/consumers'

interface Told {
  readonly type: string
  readonly record: { readonly phase?: string }
}

/** A listener for telemetry, and what it was told so far. */
async function listener() {
  const told = new Cell<readonly Told[]>([])
  const server = await listen(async (ctx) => {
    told.set([...told.current, ...((await json(ctx.req)) as Told[])])
    ctx.body = ''
  })
  return { told, port: server.port, [Symbol.asyncDispose]: () => server.stop() }
}

test('who subscribes to a generation is not told what an earlier one did', async () => {
  await using sink = await listener()
  await using simulator = await Simulator.start({ initTimeoutMs: 50, timeoutMs: 20_000 })
  const api = `http://${simulator.runtimeApi}`
  void simulator.enqueue({})
  await simulator.waitForPhase('invoke')
  const registered = await fetch(`${api}/2020-01-01/extension/register`, {
    method: 'POST',
    headers: { 'Lambda-Extension-Name': 'late' },
    body: '{}',
  })
  const id = registered.headers.get('lambda-extension-identifier') ?? ''

  await fetch(`${api}/2022-07-01/telemetry`, {
    method: 'PUT',
    headers: { 'Lambda-Extension-Identifier': id },
    body: JSON.stringify({
      schemaVersion: '2022-12-13',
      types: ['platform'],
      buffering: { timeoutMs: 25 },
      destination: { protocol: 'HTTP', URI: `http://sandbox.localdomain:${sink.port}/` },
    }),
  })

  const told = await waitFor(
    sink.told,
    (events) => events.some(({ type }) => type === 'platform.telemetrySubscription'),
    { what: 'the subscription to be told' },
  )
  expect(told.map(({ type, record }) => [type, record.phase])).toEqual([
    ['platform.initStart', 'invoke'],
    ['platform.telemetrySubscription', undefined],
  ])
})

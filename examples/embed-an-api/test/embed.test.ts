import { expect, jest, test } from '@jest/globals'
import { ExtensionRegistry, extensionsApi } from '@sim/extensions-api'
import { runtimeApi, RuntimeService } from '@sim/runtime-api'
import { telemetryApi, TelemetryService } from '@sim/telemetry-api'
import type { Middleware } from '@sim/runtime-api'
import { randomBytes, randomUUID } from 'node:crypto'
import { request } from 'node:http'
import { once } from 'node:events'
import { nextEvent, register } from './extension.ts'
import { fail, next, respond } from './runtime.ts'
import { hosts, served } from './served.ts'
import { startSink } from './sink.ts'

const extensionId = randomUUID()

const newRuntime = () => new RuntimeService({ functionTimeoutMs: 60_000 })
const newRegistry = () => new ExtensionRegistry({ functionName: 'hello' })
const newTelemetry = () =>
  new TelemetryService({ extensionName: (id) => (id === extensionId ? 'shipper' : undefined) })

const apis = [
  { api: 'the Runtime API', prefix: '/2018-06-01', make: () => runtimeApi(newRuntime()) },
  { api: 'the Extensions API', prefix: '/2020-01-01', make: () => extensionsApi(newRegistry()) },
  { api: 'the Telemetry API', prefix: '/2022-07-01', make: () => telemetryApi(newTelemetry()) },
]
const everyPair = hosts.flatMap((host) => apis.map((one) => ({ host, ...one })))

test.each(hosts)('in $name, a runtime answers an invocation', async (host) => {
  using runtime = newRuntime()
  await using server = await served(host, runtimeApi(runtime))

  const [answer, handed] = await Promise.all([
    runtime.invoke('{"orderId":17}'),
    (async () => {
      const event = await next(server.url)
      const response = await respond(server.url, event.requestId, { body: '"done"' })
      return { text: event.text, status: response.status }
    })(),
  ])

  expect(handed).toEqual({ text: '{"orderId":17}', status: 202 })
  expect(answer).toMatchObject({ kind: 'response', body: Buffer.from('"done"') })
})

test.each(hosts)('in $name, an invocation ends when the extension asks again', async (host) => {
  const registry = newRegistry()
  registry.expect('watcher')
  await using server = await served(host, extensionsApi(registry))
  const id = await register(server.url, 'watcher', ['INVOKE', 'SHUTDOWN'])
  const invocation = {
    eventType: 'INVOKE',
    deadlineMs: 1_767_225_603_000,
    requestId: randomUUID(),
    invokedFunctionArn: 'arn:aws:lambda:us-east-1:123456789012:function:hello',
  } as const

  const barrier = registry.invoke(invocation)
  const event = await nextEvent(server.url, id)
  const waitingFor = barrier.waitingFor
  const poll = nextEvent(server.url, id)
  await Promise.race([barrier.ready, poll])
  registry.shutdown({ eventType: 'SHUTDOWN', deadlineMs: 0, shutdownReason: 'spindown' })

  expect(event).toEqual(invocation)
  expect(waitingFor).toEqual(['watcher'])
  expect(barrier.waitingFor).toEqual([])
  expect(await poll).toMatchObject({ eventType: 'SHUTDOWN' })
})

test.each(hosts)('in $name, a subscriber is sent the telemetry', async (host) => {
  await using telemetry = newTelemetry()
  await using sink = await startSink()
  await using server = await served(host, telemetryApi(telemetry))

  const response = await fetch(`${server.url}/2022-07-01/telemetry`, {
    method: 'PUT',
    headers: { 'Lambda-Extension-Identifier': extensionId },
    body: JSON.stringify({
      schemaVersion: '2025-01-29',
      types: ['platform'],
      destination: { protocol: 'HTTP', URI: sink.uri },
    }),
  })
  const emitted = telemetry.emit('platform.start', { requestId: randomUUID() })
  await telemetry.flush({ timeoutMs: 30_000 })

  expect([response.status, await response.text()]).toEqual([200, '"OK"'])
  expect(sink.events).toContainEqual(emitted)
})

test.each(everyPair)('beside $api, $host.name still reads bodies itself', async (pair) => {
  await using server = await served(pair.host, pair.make())

  const response = await fetch(`${server.url}/echo`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: '{"orderId":17}',
  })

  expect([response.status, await response.text()]).toEqual([200, '{"orderId":17}'])
})

test.each(everyPair)('below $api, what nobody knows is 404 of $host.name', async (pair) => {
  await using server = await served(pair.host, pair.make())

  const response = await fetch(`${server.url}${pair.prefix}/nothing`)

  expect(response.status).toBe(404)
  expect(await response.text()).toContain(pair.host.notFound)
})

test.each(hosts)('$name takes errors of 1 MB in a header', async (host) => {
  using runtime = newRuntime()
  await using server = await served(host, runtimeApi(runtime))
  const cause = 'x'.repeat(1024 * 1024)

  const [answer] = await Promise.all([
    runtime.invoke('{}'),
    (async () => {
      const { requestId } = await next(server.url)
      const headers = { 'Lambda-Runtime-Function-XRay-Error-Cause': cause }
      await fail(server.url, requestId, { headers })
    })(),
  ])

  expect(answer).toMatchObject({ kind: 'error', xrayErrorCause: cause })
})

test.each(hosts)('$name sets no time for connections that are idle', async (host) => {
  await using server = await served(host, runtimeApi(newRuntime()))

  const response = await fetch(`${server.url}/2018-06-01/ping`)

  expect(await response.text()).toBe('pong')
  expect(response.headers.get('keep-alive')).toBeNull()
})

test.each(hosts)('$name stops beside a poll that lasts, and can be told again', async (host) => {
  using runtime = newRuntime()
  await using server = await served(host, runtimeApi(runtime))
  const poll = next(server.url).then(
    () => 'answered',
    () => 'hung up',
  )
  await runtime.session.ready()

  await server.stop()
  await server.stop()

  expect(await poll).toBe('hung up')
})

test.each(hosts)('$name says nothing when a client goes away', async (host) => {
  using runtime = newRuntime()
  const api = runtimeApi(runtime)
  const left = Promise.withResolvers<void>()
  await using server = await served(host, (ctx, following) => {
    ctx.res.once('close', left.resolve)
    return api(ctx, following)
  })
  using printed = jest.spyOn(console, 'error').mockImplementation(() => undefined)
  const poll = request(`${server.url}/2018-06-01/runtime/invocation/next`).end()
  poll.on('error', () => undefined)
  await runtime.session.ready()

  poll.socket?.resetAndDestroy()
  await left.promise
  const response = await fetch(`${server.url}/2018-06-01/ping`)

  expect(await response.text()).toBe('pong')
  expect(printed).not.toHaveBeenCalled()
})

const sizes = hosts.flatMap((host) => [
  { host, what: 'of 6 MB', chunked: false },
  { host, what: 'of 6 MB in chunks', chunked: true },
])

test.each(sizes)('$host.name leaves a body $what as it is', async ({ host, chunked }) => {
  using runtime = newRuntime()
  const framing: (string | undefined)[] = []
  const api = runtimeApi(runtime)
  const spy: Middleware = (ctx, following) => {
    if (ctx.method === 'POST') framing.push(ctx.get('Content-Length'), ctx.get('Transfer-Encoding'))
    return api(ctx, following)
  }
  await using server = await served(host, spy)
  const bytes = randomBytes(6 * 1024 * 1024)

  const [answer, status] = await Promise.all([
    runtime.invoke('{}'),
    (async () => {
      const { requestId } = await next(server.url)
      const path = `/2018-06-01/runtime/invocation/${requestId}/response`
      return post(server.url + path, bytes, chunked)
    })(),
  ])

  expect(status).toBe(202)
  expect(framing).toEqual(chunked ? ['', 'chunked'] : [String(bytes.length), ''])
  expect(answer.body.equals(bytes)).toBe(true)
})

/** Sends bytes that call themselves JSON, which they are not: no parser may look at them. */
async function post(url: string, bytes: Buffer, chunked: boolean): Promise<number | undefined> {
  const headers = {
    'Content-Type': 'application/json',
    ...(chunked ? {} : { 'Content-Length': bytes.length }),
  }
  const sending = request(url, { method: 'POST', headers })
  const middle = bytes.length / 2
  sending.write(bytes.subarray(0, middle))
  sending.end(bytes.subarray(middle))
  const [response] = await once(sending, 'response')
  response.resume()
  return response.statusCode
}

import { expect, test } from '@jest/globals'
import { Simulator } from '@sim/simulator'
import { buffer, text } from 'node:stream/consumers'
import { MeetingPoint } from './meeting-point.ts'
import { failing, script, start } from './streaming.ts'

test('the first byte is there before the last one is produced', async () => {
  await using simulator = await start()
  await using middle = await MeetingPoint.start()

  const { invocation, body, ...head } = await simulator.invokeWithResponseStream(
    script(['write', 'first '], ['meet', middle.url], ['write', 'last']),
  )
  const parts = body[Symbol.asyncIterator]()
  const first = await parts.next()
  const during = [invocation.progress, invocation.timings.lastByteMs]
  middle.open()
  const last = await parts.next()
  const end = await parts.next()

  expect(head).toEqual({ contentType: 'text/plain', responseMode: 'streaming' })
  expect([first.value, last.value].map(String)).toEqual(['first ', 'last'])
  expect(end.done).toBe(true)
  expect(during).toEqual(['responding', undefined])
  expect(await invocation.completed()).toMatchObject({
    status: 'success',
    payload: Buffer.alloc(0),
    errorType: undefined,
  })
  const { firstByteMs = NaN, lastByteMs = NaN } = invocation.timings
  expect(firstByteMs).toBeGreaterThan(0)
  expect(lastByteMs).toBeGreaterThan(firstByteMs)
})

test('telemetry tells when the response began, how long it lasted, and how much it was', async () => {
  await using simulator = await start()
  const { invocation, body } = await simulator.invokeWithResponseStream(
    script(['write', 'first'], ['fill', 1_000_000]),
  )

  await buffer(body)
  await invocation.done()

  const [done] = simulator.telemetry.filter('platform.runtimeDone')
  expect(done?.record).toMatchObject({ status: 'success', metrics: { producedBytes: 1_000_005 } })
  expect(done?.record.spans?.map(({ name }) => name)).toEqual([
    'responseLatency',
    'responseDuration',
    'runtimeOverhead',
  ])
})

test('a prelude of HTTP goes through untouched', async () => {
  await using simulator = await start()
  const prelude = `{"statusCode":201,"headers":{"x":"y"}}${'\0'.repeat(8)}`
  const contentType = 'application/vnd.awslambda.http-integration-response'

  const response = await simulator.invokeWithResponseStream({
    contentType,
    steps: [
      ['write', prelude],
      ['write', 'body'],
    ],
  })

  expect(response.contentType).toBe(contentType)
  expect(await text(response.body)).toBe(`${prelude}body`)
})

test('a runtime that does not say that it streams is taken as it comes, too', async () => {
  await using simulator = await start()
  await using middle = await MeetingPoint.start()

  const { body, responseMode } = await simulator.invokeWithResponseStream({
    mode: '',
    ...script(['write', 'first'], ['meet', middle.url]),
  })
  const first = await body[Symbol.asyncIterator]().next()
  middle.open()

  expect(responseMode).toBe('buffered')
  expect(String(first.value)).toBe('first')
})

test('a caller who lets go of the body does not hold the runtime up', async () => {
  await using simulator = await start()
  const { invocation, body } = await simulator.invokeWithResponseStream(
    script(['fill', 20_000_000]),
  )

  body.destroy()

  expect(await invocation.completed()).toMatchObject({ status: 'success' })
})

test('invoke() gives a stream if it is asked for one', async () => {
  await using simulator = await start()

  const invocation = await simulator.invoke(script(['write', 'all']), {
    responseMode: 'streaming',
  })
  const { body } = await invocation.responding()

  expect(await text(body)).toBe('all')
})

test('of an answer that was taken whole each reader gets a stream of its own', async () => {
  await using simulator = await start()
  const invocation = await simulator.invoke(script(['write', 'all']))

  const bodies = [await invocation.responding(), await invocation.responding()]

  expect(await Promise.all(bodies.map(({ body }) => text(body)))).toEqual(['all', 'all'])
})

test('each delivery has a number of its own', async () => {
  await using simulator = await Simulator.start()
  const ids: (string | null)[] = []
  for (let turn = 0; turn < 2; turn += 1) {
    const invocation = simulator.enqueue({})
    const url = `http://${simulator.runtimeApi}/2018-06-01/runtime/invocation`
    const event = await fetch(`${url}/next`)
    ids.push(invocation.requestId, event.headers.get('lambda-runtime-invocation-id'))
    await fetch(`${url}/${invocation.requestId}/response`, { method: 'POST', body: '{}' })
  }

  expect(ids.every((id) => /^[0-9a-f-]{36}$/.test(id ?? ''))).toBe(true)
  expect(new Set(ids).size).toBe(4)
})

test('callers of the Invoke API get parts while they are produced', async () => {
  await using simulator = await start()
  await using middle = await MeetingPoint.start()
  const url = `${simulator.endpoint}/2021-11-15/functions/function/response-streaming-invocations`

  const response = await fetch(url, {
    method: 'POST',
    headers: { 'X-Amz-Log-Type': 'Tail' },
    body: JSON.stringify(script(['write', 'first'], ['meet', middle.url], failing)),
  })
  const parts = (response.body as ReadableStream<Uint8Array>)[Symbol.asyncIterator]()
  const first = Buffer.from((await parts.next()).value as Uint8Array).toString('latin1')
  middle.open()
  let rest = ''
  for await (const part of parts) rest += Buffer.from(part).toString('latin1')

  const [invocation] = simulator.invocations
  expect(response.status).toBe(200)
  expect(response.headers.get('content-type')).toBe('application/vnd.amazon.eventstream')
  expect(response.headers.get('x-amzn-requestid')).toBe(invocation?.requestId)
  expect(first).toMatch(/PayloadChunk.*first/s)
  expect(rest).toMatch(
    /InvokeComplete.*\{"ErrorCode":"Function.Midway","ErrorDetails":"\{\\"errorMessage\\":\\"m\\"\}","LogResult":"\w+=*"\}/s,
  )
})

import { expect, test } from '@jest/globals'
import { request } from 'node:http'
import { connect } from 'node:net'
import { text } from 'node:stream/consumers'
import { invocation, serve, type Served } from './serve.ts'

/*
 * What each call meets in each state, as a client sees it: drawn by hand from the platform's tables. Core: `core/states.go`.
 *
 *   202     taken
 *   event   200 with the event, the same one each time
 *   open    no answer as yet
 *   -       403, "State transition from <state> to <target> failed for runtime"
 *   id      400, the id is nobody's: it is judged before the state
 */
const platform = `
                            next   response  error  init/error
  Started                   open   id        id     202
  InitError                 -      id        id     -
  Ready                     open   id        id     -
  Running                   event  202       202    -
  InvocationResponse        -      -         -      -
  RuntimeResponseSentState  open   -         -      -
`

const targets: Readonly<Record<string, string>> = {
  next: 'Ready',
  response: 'InvocationResponse',
  error: 'InvocationErrorResponse',
  'init/error': 'InitError',
}

const [calls = [], ...rows] = platform
  .trim()
  .split('\n')
  .map((line) => line.trim().split(/\s+/))
const cells = rows.flatMap(([state = '', ...row]) =>
  row.map((outcome, column) => [state, calls[column] ?? '', outcome] as const),
)

const event = invocation()

/** Brings the runtime of a session into a state by its own calls. */
async function reach(served: Served, state: string): Promise<void> {
  const { session, call } = served
  if (state === 'Started') return
  if (state === 'InitError') {
    await call('POST', 'init/error', { body: '{}' })
    return
  }
  if (state === 'Ready') {
    open(served)
    await session.ready()
    return
  }
  session.deliver(event)
  await (await call('GET', 'invocation/next')).text()
  if (state === 'Running') return
  const isStuck = state === 'InvocationResponse'
  await call('POST', `invocation/${event.requestId}/response`, {
    body: '1',
    headers: isStuck ? { 'Lambda-Runtime-Function-Response-Mode': 'loud' } : {},
  })
}

/** A poll that nobody awaits; it ends with its server. */
function open({ call }: Served): void {
  call('GET', 'invocation/next').catch(() => undefined)
}

const path = (name: string) =>
  name === 'response' || name === 'error'
    ? `invocation/${event.requestId}/${name}`
    : name === 'next'
      ? 'invocation/next'
      : name

test.each(cells.filter(([, , outcome]) => outcome !== 'open'))(
  'in %s, %s is answered with %s',
  async (state, name, outcome) => {
    await using served = await serve()
    await reach(served, state)

    const isPoll = name === 'next'
    const response = await served.call(
      isPoll ? 'GET' : 'POST',
      path(name),
      isPoll ? {} : { body: '{}' },
    )
    const body = await response.text()

    if (outcome === '202') {
      expect([response.status, body]).toEqual([202, '{"status":"OK"}\n'])
    } else if (outcome === 'event') {
      expect([response.status, body]).toEqual([200, '{"n":1}'])
      expect(response.headers.get('lambda-runtime-aws-request-id')).toBe(event.requestId)
    } else {
      const [status, errorType, errorMessage] =
        outcome === 'id'
          ? [400, 'InvalidRequestID', 'Invalid request ID']
          : [
              403,
              'InvalidStateTransition',
              `State transition from ${state} to ${targets[name]} failed for runtime. Error: State transition is not allowed`,
            ]
      expect(response.status).toBe(status)
      expect(body).toBe(`${JSON.stringify({ errorMessage, errorType })}\n`)
      expect(response.headers.get('content-type')).toBe('application/json')
    }
  },
)

test.each(cells.filter(([, , outcome]) => outcome === 'open'))(
  'in %s, %s is %s until there is an event',
  async (state) => {
    await using served = await serve()
    await reach(served, state)
    if (state === 'RuntimeResponseSentState') served.session.release()
    const polls = () => served.events.filter(({ type }) => type === 'polled').length
    const before = polls()
    const next = served.call('GET', 'invocation/next')
    while (polls() === before) await served.call('POST', 'nothing')

    const wanted = invocation({ body: Buffer.from('"later"') })
    if (state === 'Ready') {
      // The poll that came first is served first, and only that one.
      served.session.deliver(invocation())
      expect(served.events.filter(({ type }) => type === 'handed')).toHaveLength(1)
      await served.server.stop()
      await expect(next).rejects.toThrow()
      return
    }
    served.session.deliver(wanted)

    expect(await (await next).text()).toBe('"later"')
  },
)

test.each([
  ['POST', '/2018-06-01/runtime/invocation/next', 405, 'GET'],
  ['HEAD', '/2018-06-01/runtime/invocation/next', 405, 'GET'],
  ['GET', '/2018-06-01/runtime/invocation/a/response', 405, 'POST'],
  ['PUT', '/2018-06-01/runtime/invocation/a/error', 405, 'POST'],
  ['HEAD', '/2018-06-01/runtime/init/error', 405, 'POST'],
  ['HEAD', '/2018-06-01/ping', 405, 'GET'],
  ['GET', '/2018-06-01/runtime/invocation/next/', 404, undefined],
  ['GET', '/2018-06-01/Runtime/invocation/next', 404, undefined],
  ['GET', '/2018-06-02/runtime/invocation/next', 404, undefined],
  ['GET', '/2020-01-01/runtime/invocation/next', 404, undefined],
  ['POST', '/2018-06-01/runtime/invocation/a/b/response', 404, undefined],
  ['POST', '/2018-06-01/runtime/init/error/', 404, undefined],
  ['GET', '/', 404, undefined],
])('%s %s is answered with %i', async (method, pathname, status, allow) => {
  await using served = await serve()
  const sent = request(served.server.url + pathname, { method })

  const answered = await new Promise<import('node:http').IncomingMessage>((resolve, reject) => {
    sent.on('response', resolve).on('error', reject).end()
  })

  expect(answered.statusCode).toBe(status)
  expect(answered.headers.allow).toBe(allow)
  if (method === 'HEAD') return
  expect(await text(answered)).toBe(status === 405 ? '' : '404 page not found\n')
})

test('what the client wants to accept changes nothing', async () => {
  await using served = await serve()

  const response = await served.call('POST', 'init/error', {
    body: '\0',
    headers: { Accept: 'text/html' },
  })

  expect(response.headers.get('content-type')).toBe('application/json')
  expect(await response.text()).toBe('{"status":"OK"}\n')
})

test('a ping is answered whatever the runtime does, without a line end', async () => {
  await using served = await serve()
  await reach(served, 'InitError')
  const socket = connect(served.server.port, '127.0.0.1')

  socket.end('GET /2018-06-01/ping HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n')
  const answer = await text(socket)

  expect(answer).toMatch(/^HTTP\/1\.1 200 OK\r\n/)
  expect(answer).toContain('Content-Type: text/plain; charset=utf-8\r\n')
  expect(answer.endsWith('\r\n\r\npong')).toBe(true)
})

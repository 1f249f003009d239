// An external extension that brings what a function prints to a backend, and loses none of it. After each invocation the
// environment may be frozen for hours, or ended: so it ships before it asks for its next event, not by a timer. That the
// invocation is over, and that none of its lines is missing, it knows by `platform.runtimeDone`.
import { createServer } from 'node:http'
import { json } from 'node:stream/consumers'

const api = `http://${process.env.AWS_LAMBDA_RUNTIME_API}`
const name = 'log-shipper'
const lines = []
const over = new Map()

const identifier = await register()
const listener = createServer(async (request, response) => {
  for (const event of await json(request)) take(event)
  response.end()
})
listener.listen(0, '127.0.0.1', async () => {
  await subscribe(listener.address().port)
  await work()
})

async function register() {
  const { headers } = await fetch(`${api}/2020-01-01/extension/register`, {
    method: 'POST',
    headers: { 'Lambda-Extension-Name': name },
    body: JSON.stringify({ events: ['INVOKE', 'SHUTDOWN'] }),
  })
  return { 'Lambda-Extension-Identifier': headers.get('Lambda-Extension-Identifier') }
}

async function subscribe(port) {
  await fetch(`${api}/2022-07-01/telemetry`, {
    method: 'PUT',
    headers: identifier,
    body: JSON.stringify({
      schemaVersion: '2022-12-13',
      types: ['platform', 'function'],
      buffering: { timeoutMs: 25, maxItems: 1_000, maxBytes: 262_144 },
      destination: { protocol: 'HTTP', URI: `http://sandbox.localdomain:${port}` },
    }),
  })
}

async function work() {
  for (;;) {
    const response = await fetch(`${api}/2020-01-01/extension/event/next`, { headers: identifier })
    const { eventType, requestId } = await response.json()
    if (eventType === 'INVOKE') await endOf(requestId).promise
    await ship()
    if (eventType === 'SHUTDOWN') process.exit(0)
  }
}

function take({ type, record }) {
  if (type === 'function') lines.push(record)
  if (type === 'platform.runtimeDone') endOf(record.requestId).resolve()
}

/** The end of an invocation may be told before, or after, its INVOKE event is at hand. */
function endOf(requestId) {
  if (!over.has(requestId)) over.set(requestId, Promise.withResolvers())
  return over.get(requestId)
}

/** What a backend does not take is kept for the next time. */
async function ship() {
  if (lines.length === 0) return
  const shipped = [...lines]
  const body = JSON.stringify(shipped)
  const taken = await fetch(process.env.BACKEND_URL, { method: 'POST', body }).catch(
    () => undefined,
  )
  if (taken?.ok) lines.splice(0, shipped.length)
}

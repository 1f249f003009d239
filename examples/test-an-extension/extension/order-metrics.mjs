// An external extension as one writes it for Lambda: it registers, subscribes to telemetry, counts the orders that
// the function logs, and prints what it has counted when the environment ends. Nothing in it knows of a test.
import { createServer } from 'node:http'
import { json } from 'node:stream/consumers'

const runtimeApi = `http://${process.env.AWS_LAMBDA_RUNTIME_API}`
const counts = { orders: 0, invocations: 0 }

const { id } = await register(['INVOKE', 'SHUTDOWN'])
const listener = createServer(async (request, response) => {
  for (const event of await json(request)) count(event)
  response.end()
})
listener.listen(0, '127.0.0.1', async () => {
  await subscribe(`http://sandbox.localdomain:${listener.address().port}`)
  await work()
})

async function register(events) {
  const response = await fetch(`${runtimeApi}/2020-01-01/extension/register`, {
    method: 'POST',
    headers: { 'Lambda-Extension-Name': 'order-metrics' },
    body: JSON.stringify({ events }),
  })
  return { id: response.headers.get('Lambda-Extension-Identifier') }
}

async function subscribe(uri) {
  await fetch(`${runtimeApi}/2022-07-01/telemetry`, {
    method: 'PUT',
    headers: { 'Lambda-Extension-Identifier': id },
    body: JSON.stringify({
      schemaVersion: '2022-12-13',
      types: ['platform', 'function'],
      buffering: { timeoutMs: 25, maxItems: 1000, maxBytes: 262144 },
      destination: { protocol: 'HTTP', URI: uri },
    }),
  })
}

async function work() {
  for (;;) {
    const response = await fetch(`${runtimeApi}/2020-01-01/extension/event/next`, {
      headers: { 'Lambda-Extension-Identifier': id },
    })
    const event = await response.json()
    if (event.eventType === 'SHUTDOWN') break
  }
  console.log(`${counts.orders} orders in ${counts.invocations} invocations`)
  process.exit(0)
}

function count({ type, record }) {
  if (type === 'platform.runtimeDone') counts.invocations += 1
  if (type === 'function' && /\border \d+/.test(record)) counts.orders += 1
}

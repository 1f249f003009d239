import { expect, test } from '@jest/globals'
import { Simulator } from '@sim/simulator'
import { extension, runtime } from './programs.ts'

interface Call {
  readonly name?: string
  readonly body?: string
  readonly headers?: Record<string, string>
}

function call(simulator: Simulator, { name = 'function', body = '{}', headers = {} }: Call = {}) {
  const url = `${simulator.endpoint}/2015-03-31/functions/${name}/invocations`
  return fetch(url, { method: 'POST', body, headers })
}

test('callers reach the function through the Invoke API', async () => {
  await using simulator = await Simulator.start({
    runtime: runtime('echoes'),
    functionVersion: '4',
  })

  const response = await call(simulator, { body: '{"a" : 1.0}' })

  const [invocation] = simulator.invocations
  expect(await response.text()).toBe('{"a" : 1.0}')
  expect(response.headers.get('x-amzn-requestid')).toBe(invocation?.requestId)
  expect(response.headers.get('x-amz-executed-version')).toBe('4')
  expect(response.headers.has('x-amz-function-error')).toBe(false)
  expect(response.headers.has('x-amz-log-result')).toBe(false)
})

test('what callers bring along is the invocation’s', async () => {
  await using simulator = await Simulator.start({ runtime: runtime('echoes') })

  await call(simulator, {
    headers: {
      'X-Amz-Client-Context': Buffer.from('{"custom":{"é":1}}').toString('base64'),
      'X-Amzn-Trace-Id': 'Root=1-5759e988-bd862e3fe1be46a994272793;Sampled=1',
      'X-Amz-Tenant-Id': 'blue',
    },
  })

  expect(simulator.invocations[0]?.options).toMatchObject({
    clientContext: '{"custom":{"é":1}}',
    traceId: 'Root=1-5759e988-bd862e3fe1be46a994272793;Sampled=1',
    tenantId: 'blue',
  })
})

test('a crash is a function error', async () => {
  await using simulator = await Simulator.start({ runtime: runtime('crashes-on-invoke') })

  const response = await call(simulator)

  expect(response.status).toBe(200)
  expect(response.headers.get('x-amz-function-error')).toBe('Unhandled')
  expect(await response.json()).toMatchObject({ errorType: 'Runtime.ExitError' })
})

test('an event is queued; the answer comes before the work', async () => {
  await using simulator = await Simulator.start({ runtime: runtime('echoes') })

  const response = await call(simulator, { headers: { 'X-Amz-Invocation-Type': 'Event' } })

  const requestId = response.headers.get('x-amzn-requestid') ?? ''
  expect(response.status).toBe(202)
  await simulator.invocation(requestId)?.done()
  expect(simulator.invocation(requestId)?.status).toBe('success')
})

test('calls at the same time queue, and each gets its own answer', async () => {
  await using simulator = await Simulator.start({ runtime: runtime('echoes') })

  const responses = await Promise.all([1, 2, 3, 4].map((n) => call(simulator, { body: `${n}` })))

  const texts = await Promise.all(responses.map((response) => response.text()))
  expect(texts).toEqual(['1', '2', '3', '4'])
  expect(simulator.journal.entries('process.spawned')).toHaveLength(1)
})

test('the log tail is what CloudWatch shows, and comes when the invoke phase is over', async () => {
  await using simulator = await Simulator.start({
    runtime: runtime('prints-environment'),
    extensions: [extension('observes')],
  })

  const response = await call(simulator, { headers: { 'X-Amz-Log-Type': 'Tail' } })

  const [invocation] = simulator.invocations
  const log = Buffer.from(response.headers.get('x-amz-log-result') ?? '', 'base64').toString()
  const lines = log.split('\n').slice(0, -1)
  expect(invocation?.progress).toBe('ended')
  expect(lines.at(-2)).toBe(`END RequestId: ${invocation?.requestId}`)
  expect(lines.at(-1)).toMatch(
    /^REPORT RequestId: [0-9a-f-]{36}\tDuration: \d+\.\d\d ms\tBilled Duration: \d+ ms\tMemory Size: 128 MB\tMax Memory Used: \d+ MB\tInit Duration: \d+\.\d\d ms\t$/,
  )
})

test.each([
  ['other', 'arn:aws:lambda:us-east-1:123456789012:function:other'],
  ['other:live', 'arn:aws:lambda:us-east-1:123456789012:function:other:live'],
  [
    'arn:aws:lambda:us-east-1:999999999999:function:function',
    'arn:aws:lambda:us-east-1:999999999999:function:function',
  ],
  [
    'arn:aws:lambda:eu-west-1:123456789012:function:function',
    'arn:aws:lambda:eu-west-1:123456789012:function:function',
  ],
])('%s is not this function', async (name, arn) => {
  await using simulator = await Simulator.start()

  const response = await call(simulator, { name })

  expect(response.status).toBe(404)
  expect(await response.json()).toMatchObject({ Message: `Function not found: ${arn}` })
  expect(simulator.journal.entries('refused')).toMatchObject([
    { refusal: { errorType: 'ResourceNotFoundException' } },
  ])
})

test.each(['function', 'function:function:live', '123456789012:function:function'])(
  '%s is this function',
  async (name) => {
    await using simulator = await Simulator.start({ runtime: runtime('echoes') })

    const response = await call(simulator, { name })

    expect(response.status).toBe(200)
  },
)

test('whoever still waits when everything is stopped is told of it', async () => {
  await using simulator = await Simulator.start({ runtime: runtime('never-answers') })
  const pending = call(simulator)
  await simulator.waitForEntry((entry) => entry.type === 'invocation.handed', {
    what: 'the invocation to be handed out',
  })

  await simulator.stop()

  const response = await pending
  expect(response.headers.get('x-amz-function-error')).toBe('Unhandled')
  expect(await response.json()).toMatchObject({ errorType: 'Sandbox.Failure' })
})

test('who calls while it shuts down is told that it takes no more', async () => {
  await using simulator = await Simulator.start({
    runtime: runtime('echoes'),
    extensions: [extension('ignores-shutdown')],
  })
  await simulator.waitForPhase('idle')
  const ending = simulator.shutdown()

  const response = await call(simulator)

  expect(response.status).toBe(503)
  expect(response.headers.get('x-amzn-errortype')).toBe('ServiceUnavailableException')
  expect(await response.json()).toMatchObject({ Type: 'Service' })
  await simulator.stop()
  await ending
})

test('a port that is taken is an error that leaves nothing behind', async () => {
  await using first = await Simulator.start()
  const invokePort = Number(new URL(first.endpoint).port)

  const second = Simulator.start({ invokePort })

  await expect(second).rejects.toMatchObject({ code: 'ERR_LISTEN' })
})

test('an environment that initialises on its first invocation starts nothing before', async () => {
  await using simulator = await Simulator.start({
    runtime: runtime('echoes'),
    extensions: [extension('observes')],
    initialize: 'on-invoke',
  })
  expect(simulator.processes).toEqual([])
  expect(simulator.telemetry.events()).toEqual([])

  const report = await simulator.enqueue({}).done()

  expect(report?.metrics.initDurationMs).toBeGreaterThan(0)
  expect(simulator.telemetry.filter('platform.initStart')).toMatchObject([
    { record: { phase: 'init' } },
  ])
})

test('an environment that was never asked for shuts down at once', async () => {
  await using simulator = await Simulator.start({
    runtime: runtime('echoes'),
    initialize: 'on-invoke',
  })

  await simulator.shutdown()

  expect(simulator.phase).toBe('stopped')
  expect(simulator.journal.entries('process.spawned')).toEqual([])
})

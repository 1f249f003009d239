import { expect, test } from '@jest/globals'
import { Simulator } from '@sim/simulator'
import { extension, runtime } from './programs.ts'

test('a warm environment takes one invocation after the other, in order', async () => {
  await using simulator = await Simulator.start({ runtime: runtime('echoes') })

  const invocations = [1, 2, 3].map((n) => simulator.enqueue({ n }))
  await Promise.all(invocations.map((invocation) => invocation.done()))

  expect(invocations.map((invocation) => invocation.json())).toEqual([{ n: 1 }, { n: 2 }, { n: 3 }])
  expect(simulator.journal.entries('invocation.handed').map(({ requestId }) => requestId)).toEqual(
    invocations.map(({ requestId }) => requestId),
  )
  expect(simulator.journal.entries('process.spawned')).toHaveLength(1)
})

test.each([
  ['no payload, as an empty object,', undefined, '{}'],
  ['an empty text as it is', '', ''],
  ['text as it is', '{"a" : 1.0}', '{"a" : 1.0}'],
  ['JSON', { a: [null] }, '{"a":[null]}'],
  ['null', null, 'null'],
])('%s goes through', async (_, payload, expected) => {
  await using simulator = await Simulator.start({ runtime: runtime('echoes') })

  const invocation = await simulator.invoke(payload)

  expect(invocation.text).toBe(expected)
})

test('bytes go through unchanged', async () => {
  await using simulator = await Simulator.start({ runtime: runtime('echoes') })
  const bytes = Uint8Array.from({ length: 256 }, (_, byte) => byte)

  const { result } = await simulator.invoke(bytes)

  expect(result?.payload).toEqual(Buffer.from(bytes))
})

test('the report carries durations, memory, and the init of a cold start once', async () => {
  await using simulator = await Simulator.start({ runtime: runtime('echoes'), memorySizeMb: 256 })

  const cold = await simulator.enqueue({}).done()
  const warm = await simulator.enqueue({}).done()

  const { durationMs = NaN, billedDurationMs, initDurationMs = NaN } = cold?.metrics ?? {}
  expect(billedDurationMs).toBe(Math.ceil(durationMs + initDurationMs))
  expect(cold?.metrics.memorySizeMB).toBe(256)
  expect(cold?.metrics.maxMemoryUsedMB).toBeGreaterThan(10)
  expect(warm?.metrics).not.toHaveProperty('initDurationMs')
  expect(warm?.metrics.billedDurationMs).toBe(Math.ceil(warm?.metrics.durationMs ?? NaN))
})

test('telemetry of a cold and a warm invocation comes in the order of the platform', async () => {
  await using simulator = await Simulator.start({
    runtime: runtime('echoes'),
    extensions: [extension('observes')],
  })

  await simulator.enqueue({}).done()
  await simulator.enqueue({}).done()

  expect(
    simulator.telemetry
      .events()
      .map(({ type }) => type)
      .filter((type) => type.startsWith('platform')),
  ).toEqual([
    'platform.initStart',
    'platform.initRuntimeDone',
    'platform.extension',
    'platform.initReport',
    'platform.start',
    'platform.runtimeDone',
    'platform.report',
    'platform.start',
    'platform.runtimeDone',
    'platform.report',
  ])
})

test('the start, the end of the runtime and the report tell of the same trace', async () => {
  await using simulator = await Simulator.start({ runtime: runtime('echoes') })
  const traceId = 'Root=1-5bef4de7-ad49b0e87f6ef6c87fc2e700;Parent=9a9197af755a6419;Sampled=1'

  await simulator.enqueue({}, { traceId }).done()

  const [start] = simulator.telemetry.filter('platform.start')
  const [done] = simulator.telemetry.filter('platform.runtimeDone')
  const [report] = simulator.telemetry.filter('platform.report')
  expect(start?.record.tracing).toMatchObject({ type: 'X-Amzn-Trace-Id', value: traceId })
  expect(done?.record.tracing).toEqual(start?.record.tracing)
  expect(report?.record.tracing).toEqual(start?.record.tracing)
})

test('what the function prints is kept with its invocation and told by telemetry', async () => {
  await using simulator = await Simulator.start({ runtime: runtime('echoes') })

  const invocation = simulator.enqueue('abc')
  await invocation.done()
  await simulator.waitForEntry((entry) => entry.type === 'process.output', { what: 'a line' })

  expect(invocation.logs).toEqual([{ stream: 'stdout', text: 'got 3 bytes' }])
  expect(simulator.telemetry.filter('function').map(({ record }) => record)).toEqual([
    'got 3 bytes\n',
  ])
})

test('each process gets the environment of its role, and nothing of the host', async () => {
  process.env['HOST_SECRET'] = 'leaks'
  await using simulator = await Simulator.start({
    runtime: runtime('prints-environment'),
    handler: 'app.handler',
    environment: { STAGE: 'test', _HIDDEN: '1' },
  })

  const environment = (await simulator.invoke({})).json() as Record<string, string>

  expect(environment).toEqual({
    ...simulator.environmentFor('runtime'),
    AWS_SESSION_TOKEN: expect.stringContaining('simulated-session-token-'),
    _LAMBDA_TELEMETRY_LOG_FD: '3',
  })
  expect(environment).toMatchObject({
    AWS_LAMBDA_RUNTIME_API: simulator.runtimeApi,
    _HANDLER: 'app.handler',
    STAGE: 'test',
    TZ: ':UTC',
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: '128',
  })
  expect(environment).not.toHaveProperty('HOST_SECRET')
  expect(environment).not.toHaveProperty('HOME')
  const forExtensions = simulator.environmentFor('extension')
  expect(forExtensions).toMatchObject({ STAGE: 'test', AWS_ACCESS_KEY_ID: expect.any(String) })
  for (const hidden of [
    '_HANDLER',
    '_HIDDEN',
    'LAMBDA_TASK_ROOT',
    'AWS_EXECUTION_ENV',
    'AWS_LAMBDA_LOG_GROUP_NAME',
    'AWS_XRAY_DAEMON_ADDRESS',
  ]) {
    expect(forExtensions).not.toHaveProperty(hidden)
  }
})

test('the caller has its answer while an extension still works; the report waits for it', async () => {
  await using simulator = await Simulator.start({
    runtime: runtime('echoes'),
    extensions: [{ name: 'slow' }],
  })
  const slow = await attach(simulator, ['INVOKE'])
  const first = slow.next()
  const invocation = simulator.enqueue({ n: 1 })
  await first

  await invocation.completed()
  await simulator.waitForEntry(
    (entry) => entry.type === 'telemetry' && entry.event.type === 'platform.runtimeDone',
    { what: 'platform.runtimeDone' },
  )

  expect(invocation.progress).toBe('answered')
  expect(simulator.telemetry.filter('platform.report')).toEqual([])
  void slow.next()
  await invocation.done()
  expect(invocation.extensionOverheadMs).toBeGreaterThanOrEqual(0)
  expect(simulator.telemetry.filter('platform.report')).toHaveLength(1)
})

/** Plays the extension `slow` over HTTP. */
async function attach(simulator: Simulator, events: readonly string[]) {
  const url = `http://${simulator.runtimeApi}/2020-01-01/extension`
  const response = await fetch(`${url}/register`, {
    method: 'POST',
    headers: { 'Lambda-Extension-Name': 'slow' },
    body: JSON.stringify({ events }),
  })
  const id = response.headers.get('lambda-extension-identifier') ?? ''
  const headers = { 'Lambda-Extension-Identifier': id }
  return {
    next: () =>
      fetch(`${url}/event/next`, { headers }).then(
        (event) => event.json() as Promise<{ eventType: string }>,
        () => undefined,
      ),
  }
}

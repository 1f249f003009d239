import { expect, test } from '@jest/globals'
import { Simulator, type InvokeOptions, type SimulatorOptions } from '@sim/simulator'
import { extension, runtime } from '../programs.ts'

const root = 'Root=1-5bef4de7-ad49b0e87f6ef6c87fc2e700'
const whole = `${root};Parent=9a9197af755a6419;Sampled=1;Lineage=a87bd80c:0|68fd508a:5|c512fbe3:2`

/** What the runtime and an extension were told, and what telemetry says. */
async function told(options: SimulatorOptions, call: InvokeOptions) {
  await using simulator = await Simulator.start({
    runtime: runtime('prints-headers'),
    extensions: [extension('observes')],
    ...options,
  })
  const invocation = await simulator.invoke({}, call)
  await invocation.done()
  const isLine = (record: unknown) => typeof record === 'string' && record.includes('INVOKE')
  await simulator.waitForEntry(
    (entry) => entry.type === 'telemetry' && isLine(entry.event.record),
    { what: 'what the extension prints' },
  )
  const [line] = simulator.telemetry.filter('extension').map(({ record }) => record)
  return {
    headers: invocation.json() as Record<string, string>,
    event: JSON.parse(String(line)) as { tracing?: { value: string } },
    records: [
      ...simulator.telemetry.filter('platform.start'),
      ...simulator.telemetry.filter('platform.runtimeDone'),
      ...simulator.telemetry.filter('platform.report'),
    ].map(({ record }) => record),
  }
}

test.each(['active', 'pass-through', 'none'] as const)(
  'a whole trace header goes through as it is with %s tracing, lineage included',
  async (tracing) => {
    const { headers, event, records } = await told({ tracing }, { traceId: whole })

    expect(headers['lambda-runtime-trace-id']).toBe(whole)
    expect(event.tracing).toEqual({ type: 'X-Amzn-Trace-Id', value: whole })
    const [{ tracing: context } = {}] = records
    expect(context).toMatchObject({ type: 'X-Amzn-Trace-Id', value: whole })
    expect(context?.spanId).toMatch(/^[0-9a-f]{16}$/)
    expect(records.map((record) => record.tracing)).toEqual([context, context, context])
  },
)

test.each([
  ['none', undefined, undefined],
  ['none', root, root],
  ['pass-through', undefined, /^Root=1-[0-9a-f]{8}-[0-9a-f]{24};Parent=[0-9a-f]{16};Sampled=0$/],
  ['pass-through', root, root],
  ['active', undefined, /^Root=1-[0-9a-f]{8}-[0-9a-f]{24};Parent=[0-9a-f]{16};Sampled=1$/],
  ['active', root, /^Root=1-5bef4de7-ad49b0e87f6ef6c87fc2e700;Parent=[0-9a-f]{16};Sampled=1$/],
  [
    'active',
    `${root};Sampled=0`,
    /^Root=1-5bef4de7-ad49b0e87f6ef6c87fc2e700;Sampled=0;Parent=[0-9a-f]{16}$/,
  ],
  [
    'active',
    `${root};Sampled=?`,
    /^Root=1-5bef4de7-ad49b0e87f6ef6c87fc2e700;Parent=[0-9a-f]{16};Sampled=1$/,
  ],
  [
    'active',
    'Self=1-1-1;Sampled=1',
    /^Root=1-[0-9a-f]{8}-[0-9a-f]{24};Self=1-1-1;Sampled=1;Parent=[0-9a-f]{16}$/,
  ],
] as const)('with %s tracing the header %s becomes %s', async (tracing, traceId, header) => {
  const { headers } = await told({ tracing }, { traceId })

  const found = headers['lambda-runtime-trace-id']

  if (header instanceof RegExp) expect(found).toMatch(header)
  else expect(found).toBe(header)
})

test.each([[undefined], [root], [`${root};Sampled=0`]])(
  'a trace that is not sampled is in no record: %s',
  async (traceId) => {
    const { records } = await told({ tracing: 'pass-through' }, { traceId })

    expect(records.map(({ tracing }) => tracing)).toEqual([undefined, undefined, undefined])
  },
)

test('client context and identity reach the runtime, and the tenant telemetry as well', async () => {
  const { headers, records } = await told(
    {},
    {
      clientContext: '{"custom":{"a":"é"}}',
      cognitoIdentity: { cognitoIdentityId: 'i', cognitoIdentityPoolId: 'p' },
      tenantId: 'blue',
    },
  )

  expect(Buffer.from(headers['lambda-runtime-client-context'] ?? '', 'latin1').toString()).toBe(
    '{"custom":{"a":"é"}}',
  )
  expect(headers['lambda-runtime-cognito-identity']).toBe(
    '{"cognitoIdentityId":"i","cognitoIdentityPoolId":"p"}',
  )
  expect(headers['lambda-runtime-aws-tenant-id']).toBe('blue')
  expect(records.map(({ tenantId }) => tenantId)).toEqual(['blue', 'blue', 'blue'])
})

test('what a caller does not bring along is not there', async () => {
  const { headers, records } = await told({}, {})

  for (const name of ['client-context', 'cognito-identity', 'aws-tenant-id']) {
    expect(headers).not.toHaveProperty(`lambda-runtime-${name}`)
  }
  for (const record of records) expect(record).not.toHaveProperty('tenantId')
})

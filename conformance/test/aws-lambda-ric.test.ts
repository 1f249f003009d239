import { expect } from '@jest/globals'
import type { SimulatorOptions } from '@sim/simulator'
import { officialClient, testWith } from '../official/official-client.ts'
import { startWithRic } from '../official/start-with-ric.ts'
import { fixtureFunction } from '../seed/fixture.ts'
import { threadStates } from '../seed/kernel-facts.ts'
import { soon } from '../seed/patience.ts'

const client = officialClient('aws-lambda-ric')

/** A simulator whose runtime is AWS's own client for Node, with the function `greeter`. */
function startWith(folder: string, handler: string, options: SimulatorOptions = {}) {
  const functionDirectory = fixtureFunction('greeter')
  return startWithRic(folder, { functionDirectory, handler, ...options })
}

testWith(client, 'what a handler returns is the answer', async (folder) => {
  await using simulator = await startWith(folder, 'index.greet')

  const invocation = await simulator.invoke({ name: 'Alice', age: 30 })

  expect(invocation.status).toBe('success')
  expect(invocation.json()).toEqual({ message: 'Hello, Alice! You are 30 years old.' })
})

testWith(client, 'what a handler throws is the error, and the runtime goes on', async (folder) => {
  await using simulator = await startWith(folder, 'index.fail')

  const first = await simulator.invoke({ name: 'Bob' })
  const second = await simulator.invoke({ name: 'Bob' })

  for (const { result, json } of [first, second].map((one) => ({
    result: one.result,
    json: one.json(),
  }))) {
    expect(result).toMatchObject({ status: 'error', functionError: 'Unhandled' })
    expect(json).toMatchObject({
      errorType: 'Error',
      errorMessage: 'Intentional test error',
      trace: expect.arrayContaining([expect.stringContaining('index.mjs')]),
    })
  }
  expect(simulator.generation).toBe(1)
})

for (const [handler, errorType] of [
  ['index.nothing', 'Runtime.HandlerNotFound'],
  ['missing.handler', 'Runtime.ImportModuleError'],
] as const) {
  testWith(client, `${handler} fails the init with ${errorType}`, async (folder) => {
    await using simulator = await startWith(folder, handler)

    await simulator.waitForPhase('dormant', soon)
    const invocation = await simulator.invoke({ name: 'Carol' })

    const [reported] = simulator.journal.entries('runtime.init-error')
    expect(reported).toMatchObject({ errorType, generation: 1 })
    const [initReport] = simulator.telemetry.filter('platform.initReport')
    expect(initReport?.record).toMatchObject({ phase: 'init', status: 'error', errorType })
    expect(invocation.result).toMatchObject({ status: 'error', errorType })
    expect(invocation.json()).toMatchObject({ errorType })
  })
}

testWith(
  client,
  'between a cold and a warm invocation the runtime stands still',
  async (folder) => {
    await using simulator = await startWith(folder, 'index.greet', { freeze: 'process' })

    const cold = await simulator.invoke({ name: 'Dora' })
    await simulator.waitForFrozen(soon)
    const [runtime] = simulator.processes
    const between = threadStates(runtime?.pid ?? 0)
    const warm = await simulator.invoke({ name: 'Emil' })
    await warm.done(soon)

    expect(between).toBe('T')
    expect(cold.json()).toEqual({ message: 'Hello, Dora!' })
    expect(warm.json()).toEqual({ message: 'Hello, Emil!' })
    expect(cold.report?.metrics).toHaveProperty('initDurationMs')
    expect(warm.report?.metrics).not.toHaveProperty('initDurationMs')
    expect(simulator.journal.entries('process.spawned')).toHaveLength(1)
  },
)

testWith(
  client,
  'a handler that ends its process is followed by a fresh runtime',
  async (folder) => {
    await using simulator = await startWith(folder, 'index.leave')

    const before = await simulator.invoke({ leave: false })
    const left = await simulator.invoke({ leave: true })
    const after = await simulator.invoke({ leave: false })

    expect(left.result).toMatchObject({ status: 'error', errorType: 'Runtime.ExitError' })
    expect(left.json()).toEqual({
      errorType: 'Runtime.ExitError',
      errorMessage: `RequestId: ${left.requestId} Error: Runtime exited with error: exit status 7`,
    })
    expect([before.status, after.status]).toEqual(['success', 'success'])
    expect(after.json()).not.toEqual(before.json())
    expect(simulator.generation).toBe(2)
  },
)

testWith(client, 'a handler sees what its caller brought along', async (folder) => {
  await using simulator = await startWith(folder, 'index.describe')
  const traceId = 'Root=1-5bef4de7-ad49b0e87f6ef6c87fc2e700;Parent=9a9197af755a6419;Sampled=1'
  const clientContext = '{"client":{"app_title":"conformance"},"custom":{"umlaut":"ü"}}'

  const invocation = await simulator.invoke({}, { traceId, clientContext, tenantId: 'blue' })

  expect(invocation.json()).toEqual({
    requestId: invocation.requestId,
    arn: 'arn:aws:lambda:us-east-1:123456789012:function:function',
    clientContext: JSON.parse(clientContext) as unknown,
    tenantId: 'blue',
    trace: traceId,
  })
})

import { expect } from '@jest/globals'
import { Simulator } from '@sim/simulator'
import { fixtureExtension, fixtureFunction } from '../seed/fixture.ts'
import { patient, soon, unhurried } from '../seed/patience.ts'
import { Scene } from '../seed/scene.ts'
import { seedCase } from '../seed/seed-case.ts'

const functionDirectory = fixtureFunction('greeter')

seedCase('REAL-01', 'a handler of the Node bootstrap answers', async () => {
  await using simulator = await Simulator.start({
    ...patient,
    functionDirectory,
    handler: 'index.greet',
  })

  const invocation = await simulator.invoke({ name: 'Alice', age: 30 })

  expect(invocation.status).toBe('success')
  expect(invocation.json()).toEqual({ message: 'Hello, Alice! You are 30 years old.' })
})

seedCase('REAL-02', 'a handler that throws fails its invocation, and no more', async () => {
  await using simulator = await Simulator.start({
    ...patient,
    functionDirectory,
    handler: 'index.fail',
  })
  await using scene = await Scene.start()
  scene.simulator.enqueue({ name: 'Bob' })
  const { requestId } = await scene.runtime.next()

  const invocation = await simulator.invoke({ name: 'Bob' })
  const untyped = await scene.runtime.fail(requestId, { errorMessage: 'Intentional test error' })

  expect(invocation.result).toMatchObject({ status: 'error', functionError: 'Unhandled' })
  expect(invocation.json()).toMatchObject({
    errorType: 'Error',
    errorMessage: 'Intentional test error',
  })
  const again = await simulator.invoke({ name: 'Bob' })
  expect([again.status, simulator.generation]).toEqual(['error', 1])
  expect(untyped.status).toBe(202)
})

seedCase('REAL-04', 'a payload reaches runtime and handler as it was given', async () => {
  const nested = {
    name: 'Test User',
    age: 25,
    metadata: { created_at: '2024-01-01', tags: ['test'], nested: { level: 2, value: 42 } },
  }
  const text = '{ "b":1.0, "a":1e3,"a":2, "big":12345678901234567890, "s":"\\u00e9é" }\n'
  await using simulator = await Simulator.start({
    ...patient,
    functionDirectory,
    handler: 'index.echo',
  })
  await using scene = await Scene.start()

  const invocation = await simulator.invoke(nested)
  const { event, invocation: raw } = await scene.serve(text, text)

  expect(invocation.json()).toEqual(nested)
  expect(event.body.toString()).toBe(text)
  expect(raw.text).toBe(text)
})

seedCase('HARN-02', 'the extension hears of the invocation that the handler gets', async () => {
  await using scene = await Scene.start({ functionDirectory, handler: 'index.describe' })
  const extension = await scene.extension('otel-extension')
  await scene.ready()
  const invocation = scene.simulator.enqueue({ body: 'combined' })

  const event = await extension.next()
  await invocation.completed()

  expect(event.requestId).toBe(invocation.requestId)
  expect(invocation.json()).toMatchObject({
    requestId: invocation.requestId,
    arn: event.invokedFunctionArn,
    trace: event.tracing?.value,
  })
})

seedCase('DEMO-01', 'a whole life can be read in the timeline', async () => {
  await using simulator = await Simulator.start({
    ...patient,
    ...unhurried,
    functionName: 'demo-function',
    memorySizeMb: 256,
    functionDirectory,
    handler: 'index.greet',
    extensions: [fixtureExtension('works-30-ms')],
  })

  for (const name of ['first', 'second']) await (await simulator.invoke({ name })).done(soon)
  await simulator.shutdown()

  const told = simulator
    .timeline()
    .split('\n')
    .map((line) => line.replace(/^ *\S+ s {2}#1 {2}/, ''))
  const story = [
    /^extension works-30-ms started, pid \d+$/,
    /^extension works-30-ms registered for INVOKE, SHUTDOWN$/,
    /^runtime started, pid \d+$/,
    /^phase init -> idle$/,
    /^invocation .* dispatched$/,
    /^extension works-30-ms got INVOKE$/,
    /^invocation .* taken by the runtime$/,
    /^invocation .* answered: success$/,
    /^invocation .* over: success$/,
    /^invocation .* dispatched$/,
    /^invocation .* over: success$/,
    /^shutdown begins: spindown, 30000 ms$/,
    /^extension works-30-ms got SHUTDOWN$/,
    /^extension works-30-ms ended, pid \d+: exit status 0$/,
    /^phase shutdown -> stopped$/,
  ]
  let line = 0
  for (const words of story) {
    const found = told.findIndex((text, index) => index >= line && words.test(text))
    expect({ words, found, after: told.slice(line) }).not.toMatchObject({ found: -1 })
    line = found + 1
  }
})

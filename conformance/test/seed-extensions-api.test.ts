import { expect } from '@jest/globals'
import { send } from '../http/send.ts'
import { register } from '../seed/extension-client.ts'
import { answered, jsonOf } from '../seed/payload.ts'
import { Scene } from '../seed/scene.ts'
import { seedCase } from '../seed/seed-case.ts'

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}$/

seedCase('EXT-01', 'an extension that registers is told its id and its function', async () => {
  await using scene = await Scene.start({ functionName: 'test-function', handler: 'app.run' })

  const { id, registration } = await scene.extension('test-extension')

  expect(id).toMatch(uuid)
  expect(jsonOf(registration)).toEqual({
    functionName: 'test-function',
    functionVersion: '$LATEST',
    handler: 'app.run',
  })
  expect(Object.keys(registration.headers).filter((name) => name.startsWith('lambda-'))).toEqual([
    'lambda-extension-identifier',
  ])
  expect(scene.simulator.extensions).toMatchObject([
    { id, name: 'test-extension', kind: 'internal', events: ['INVOKE'], state: 'Registered' },
  ])
})

seedCase('EXT-02', 'each extension has its id, each name is given once, ten at most', async () => {
  await using scene = await Scene.start({ extensions: [{ name: 'extension-2' }] })
  const { runtimeApi } = scene.simulator
  const first = await scene.extension('extension-1')
  const second = await scene.extension('extension-2', ['INVOKE', 'SHUTDOWN'])
  const twice = await answered(register(runtimeApi, 'extension-1', []))
  for (const number of [3, 4, 5, 6, 7, 8, 9, 10]) await scene.extension(`extension-${number}`, [])

  const eleventh = await answered(register(runtimeApi, 'extension-11', []))

  expect(first.id).not.toBe(second.id)
  expect(scene.simulator.extensions).toHaveLength(10)
  expect([twice.status, jsonOf(twice)]).toMatchObject([
    403,
    { errorType: 'Extension.InvalidExtensionState' },
  ])
  expect([eleventh.status, jsonOf(eleventh)]).toMatchObject([
    403,
    { errorType: 'Extension.TooManyExtensions' },
  ])
})

seedCase('EXT-03', 'INVOKE says which invocation, of which function, until when', async () => {
  await using scene = await Scene.start({ functionName: 'test-fn' })
  const extension = await scene.extension('invoke-subscriber')
  await scene.ready()
  const invocation = scene.simulator.enqueue({ test: 'data' })

  const answer = await extension.nextAnswer()
  const event = await scene.runtime.next()

  expect(answer.headers['content-type']).toBe('application/json')
  expect(answer.headers['lambda-extension-event-identifier']).toMatch(uuid)
  expect(jsonOf(answer)).toEqual({
    eventType: 'INVOKE',
    requestId: invocation.requestId,
    deadlineMs: Number(event.headers['lambda-runtime-deadline-ms']),
    invokedFunctionArn: event.headers['lambda-runtime-invoked-function-arn'],
    tracing: { type: 'X-Amzn-Trace-Id', value: event.headers['lambda-runtime-trace-id'] },
  })
})

seedCase('EXT-06', 'INVOKE comes only when the invocation before is over', async () => {
  await using scene = await Scene.start()
  const extension = await scene.extension('multi-invoke')
  await scene.ready()
  const queued = [1, 2, 3].map((num) => scene.simulator.enqueue({ num }))

  const order: unknown[] = []
  for (const invocation of queued) {
    order.push((await extension.next()).requestId)
    expect(invocation.progress).toBe('running')
    extension.park()
    const { requestId } = await scene.runtime.next()
    await scene.runtime.respond(requestId, { ok: true })
    scene.runtime.park()
    await invocation.done()
  }

  expect(order).toEqual(queued.map(({ requestId }) => requestId))
  const told = scene.simulator.journal.entries().flatMap((entry) => {
    if (entry.type === 'extension.handed') return ['handed']
    return entry.type === 'invocation.ended' ? ['ended'] : []
  })
  expect(told).toEqual(['handed', 'ended', 'handed', 'ended', 'handed', 'ended'])
})

seedCase('EXT-08', 'a poll without an identifier is refused', async () => {
  await using scene = await Scene.start()
  const path = '/2020-01-01/extension/event/next'

  const answer = await answered(send(scene.simulator.runtimeApi, { method: 'GET', path }))

  expect(answer.status).toBe(403)
  expect(jsonOf(answer)).toEqual({
    errorMessage: 'Missing Lambda-Extension-Identifier header',
    errorType: 'Extension.MissingExtensionIdentifier',
  })
})

seedCase('ERR-04', 'a poll with an identifier that nobody has is refused', async () => {
  await using scene = await Scene.start()
  const poll = async (id: string) => {
    const headers = { 'Lambda-Extension-Identifier': id }
    const path = '/2020-01-01/extension/event/next'
    return answered(send(scene.simulator.runtimeApi, { method: 'GET', path, headers }))
  }
  const stranger = '11111111-1111-4111-8111-111111111111'

  const [malformed, unknown] = [await poll('unregistered-extension-id'), await poll(stranger)]

  expect([malformed.status, unknown.status]).toEqual([403, 403])
  expect(jsonOf(malformed)).toMatchObject({ errorType: 'Extension.InvalidExtensionIdentifier' })
  expect(jsonOf(unknown)).toEqual({
    errorMessage: `Unknown extension ${stranger}`,
    errorType: 'Extension.UnknownExtensionIdentifier',
  })
})

seedCase('EXT-15', 'the ARN in INVOKE names the region, the account and the function', async () => {
  await using scene = await Scene.start({
    functionName: 'arn-format-test',
    region: 'eu-central-1',
    accountId: '210987654321',
  })
  const extension = await scene.extension('arn-ext')
  await scene.ready()
  scene.simulator.enqueue({ test: 'arn_format' })

  const { invokedFunctionArn } = await extension.next()

  expect(invokedFunctionArn).toBe(
    'arn:aws:lambda:eu-central-1:210987654321:function:arn-format-test',
  )
})

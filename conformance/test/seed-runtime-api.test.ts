import { expect } from '@jest/globals'
import { answered, jsonOf } from '../seed/payload.ts'
import { RuntimeEvent } from '../seed/runtime-client.ts'
import { Scene } from '../seed/scene.ts'
import { seedCase } from '../seed/seed-case.ts'

const accepted = '{"status":"OK"}\n'

seedCase('INT-01', 'an invocation goes through the runtime to its caller', async () => {
  await using scene = await Scene.start({ functionName: 'test-function' })
  const invocation = scene.simulator.enqueue({ message: 'Hello, Lambda!' })

  const event = await scene.runtime.next()
  const answer = await scene.runtime.respond(event.requestId, { result: 'success' })

  expect(event.requestId).toBe(invocation.requestId)
  expect(event.headers['content-type']).toBe('application/json')
  expect(event.json()).toEqual({ message: 'Hello, Lambda!' })
  expect([answer.status, answer.body.toString()]).toEqual([202, accepted])
  const { status } = await invocation.completed()
  expect(status).toBe('success')
  expect(invocation.json()).toEqual({ result: 'success' })
})

seedCase('INT-02', 'an error reaches the caller untouched, its type is the header', async () => {
  await using scene = await Scene.start()
  const body =
    '{"errorType":"RuntimeError","errorMessage":"Something went wrong","stackTrace":["1","2"]}'
  const named = scene.simulator.enqueue({ trigger: 'error' })
  const nameless = scene.simulator.enqueue({ trigger: 'error' })

  const first = await scene.runtime.next()
  await scene.runtime.fail(first.requestId, body, 'Function.Broken')
  const second = await scene.runtime.next()
  await scene.runtime.fail(second.requestId, body)

  await nameless.completed()
  const outcome = { status: 'error', functionError: 'Unhandled' }
  expect(named.result).toMatchObject({ ...outcome, errorType: 'Function.Broken' })
  expect(nameless.result).toMatchObject({ ...outcome, errorType: 'Runtime.Unknown' })
  expect([named.text, nameless.text]).toEqual([body, body])
})

seedCase('INT-04', 'invocations are worked off in the order of the queue', async () => {
  await using scene = await Scene.start()
  const queued = [0, 1, 2].map((iteration) => scene.simulator.enqueue({ iteration }))

  for (const iteration of [0, 1, 2]) {
    const event = await scene.runtime.next()
    expect(event.json()).toEqual({ iteration })
    await scene.runtime.respond(event.requestId, { result: iteration })
  }

  await queued[2]?.completed()
  expect(queued.map(({ status }) => status)).toEqual(['success', 'success', 'success'])
  expect(queued.map((invocation) => invocation.json())).toEqual(
    [0, 1, 2].map((result) => ({ result })),
  )
  expect(scene.simulator.invocations).toEqual(queued)
})

seedCase('INT-05', 'a poll stays open until there is work', async () => {
  await using scene = await Scene.start()
  await scene.ready()

  const invocation = scene.simulator.enqueue({ delayed: true })

  const event = await scene.runtime.next()
  expect([event.requestId, event.json()]).toEqual([invocation.requestId, { delayed: true }])
})

seedCase('INT-06', 'an event comes with its id, deadline, function and trace', async () => {
  await using scene = await Scene.start()
  scene.simulator.enqueue({ test: 'headers' })

  const { headers } = await scene.runtime.next()

  expect(headers['lambda-runtime-aws-request-id']).toMatch(/^[0-9a-f-]{36}$/)
  expect(headers['lambda-runtime-deadline-ms']).toMatch(/^[1-9]\d{12}$/)
  expect(headers['lambda-runtime-invoked-function-arn']).toMatch(/^arn:aws:lambda:/)
  expect(headers['lambda-runtime-trace-id']).toMatch(
    /^Root=1-[0-9a-f]{8}-[0-9a-f]{24};Parent=[0-9a-f]{16};Sampled=[01]$/,
  )
})

seedCase('INT-07', 'only the first of two responses counts', async () => {
  await using scene = await Scene.start()
  const invocation = scene.simulator.enqueue({ test: 'duplicate' })
  const { requestId } = await scene.runtime.next()
  await scene.runtime.respond(requestId, { result: 'first' })

  const whileCurrent = await scene.runtime.respond(requestId, { result: 'second' })
  scene.runtime.park()
  await invocation.done()
  const afterwards = await scene.runtime.respond(requestId, { result: 'third' })

  expect(whileCurrent.status).toBe(403)
  expect(jsonOf(whileCurrent)).toMatchObject({ errorType: 'InvalidStateTransition' })
  expect(afterwards.status).toBe(400)
  expect(jsonOf(afterwards)).toMatchObject({ errorType: 'InvalidRequestID' })
  expect(invocation.status).toBe('success')
  expect(invocation.json()).toEqual({ result: 'first' })
})

seedCase('INT-08', 'a response after an error is refused and changes nothing', async () => {
  await using scene = await Scene.start()
  const invocation = scene.simulator.enqueue({ test: 'error_then_response' })
  const { requestId } = await scene.runtime.next()
  await scene.runtime.fail(requestId, { errorType: 'TestError', errorMessage: 'on purpose' })

  const late = await scene.runtime.respond(requestId, { result: 'late' })

  expect(late.status).toBe(403)
  expect(jsonOf(late)).toMatchObject({ errorType: 'InvalidStateTransition' })
  expect(invocation.status).toBe('error')
  expect(invocation.json()).toEqual({ errorType: 'TestError', errorMessage: 'on purpose' })
})

seedCase('INT-09', 'an answer to an unknown id is refused', async () => {
  await using scene = await Scene.start()

  const answer = await scene.runtime.respond('non-existent-request-id', { result: 'success' })

  expect(answer.status).toBe(400)
  expect(jsonOf(answer)).toEqual({
    errorMessage: 'Invalid request ID',
    errorType: 'InvalidRequestID',
  })
})

seedCase('LIFE-04', 'null and nothing at all are payloads, too', async () => {
  await using scene = await Scene.start()

  const json = await scene.serve(null, 'null')
  const empty = await scene.serve('', '')

  expect(json.event.body.toString()).toBe('null')
  expect(json.invocation.text).toBe('null')
  expect(empty.event.body).toHaveLength(0)
  expect(empty.invocation.status).toBe('success')
  expect(empty.invocation.result?.payload).toHaveLength(0)
})

seedCase('LIFE-05', 'a payload as large as the limit arrives whole, there and back', async () => {
  await using scene = await Scene.start()
  const payload = Buffer.alloc(6_291_556, 'payload')

  const { invocation, event } = await scene.serve(payload, payload)

  expect(event.body.equals(payload)).toBe(true)
  expect(invocation.result?.payload.equals(payload)).toBe(true)
})

seedCase('ERR-02', 'of two open polls the second gets the invocation after the first', async () => {
  await using scene = await Scene.start()
  const [first, second] = [scene.runtime.park(), scene.runtime.park()]
  await scene.simulator.waitFor(({ journal }) => journal.entries('runtime.polled').length === 2, {
    what: 'two polls to arrive',
  })
  const queued = [1, 2].map((test) => scene.simulator.enqueue({ test }))

  const firstEvent = new RuntimeEvent(await answered(first, 200))
  const again = new RuntimeEvent(await answered(scene.runtime.park(), 200))
  await scene.runtime.respond(firstEvent.requestId, { ok: true })
  scene.runtime.park()
  const secondEvent = new RuntimeEvent(await answered(second, 200))

  const ids = [firstEvent, again, secondEvent].map(({ requestId }) => requestId)
  expect(ids).toEqual([queued[0], queued[0], queued[1]].map((one) => one?.requestId))
})

seedCase('ERR-09', 'a response over the limit fails its invocation and no other', async () => {
  await using scene = await Scene.start()
  const tooLarge = scene.simulator.enqueue({ test: 'oversized' })
  const { requestId } = await scene.runtime.next()

  const answer = await scene.runtime.respond(requestId, Buffer.alloc(6_291_557, 'a'))

  expect(answer.status).toBe(413)
  expect(jsonOf(answer)).toEqual({
    errorMessage: 'Exceeded maximum allowed payload size (6291556 bytes).',
    errorType: 'RequestEntityTooLarge',
  })
  expect(await tooLarge.completed()).toMatchObject({
    status: 'error',
    errorType: 'Function.ResponseSizeTooLarge',
  })
  const next = scene.simulator.enqueue({ test: 'small' })
  const event = await scene.runtime.next()
  await scene.runtime.respond(event.requestId, { ok: true })
  expect((await next.completed()).status).toBe('success')
})

seedCase('ERR-10', 'a response of exactly the limit is accepted', async () => {
  await using scene = await Scene.start()
  const invocation = scene.simulator.enqueue({ test: 'boundary' })
  const { requestId } = await scene.runtime.next()

  const answer = await scene.runtime.respond(requestId, Buffer.alloc(6_291_556, 'a'))

  expect([answer.status, answer.body.toString()]).toEqual([202, accepted])
  expect((await invocation.completed()).payload).toHaveLength(6_291_556)
})

import { expect } from '@jest/globals'
import { jsonOf } from '../seed/payload.ts'
import { Scene } from '../seed/scene.ts'
import { seedCase } from '../seed/seed-case.ts'

/** Deadlines are whole milliseconds, cut off. */
const cutMs = 1

seedCase('ERR-03', 'at its deadline an invocation ends, and a late answer is refused', async () => {
  await using scene = await Scene.start({ timeoutMs: 100 })
  await scene.ready()
  const invocation = scene.simulator.enqueue({ test: 'deadline' })
  const { requestId } = await scene.runtime.next()

  const result = await invocation.completed()
  const late = await scene.runtime.respond(requestId, { result: 'late' })

  expect(result).toMatchObject({ status: 'timeout', errorType: 'Sandbox.Timedout' })
  expect(invocation.json()).toEqual({
    errorType: 'Sandbox.Timedout',
    errorMessage: 'Task timed out after 0.10 seconds',
  })
  expect(late.status).toBe(400)
  expect(jsonOf(late)).toMatchObject({ errorType: 'InvalidRequestID' })
  await invocation.done()
  expect(scene.simulator.journal.entries('shutdown')).toMatchObject([{ reason: 'timeout' }])
  expect(scene.simulator.generation).toBe(2)
})

seedCase('EXT-14', 'the deadline in INVOKE counts from the dispatch, not the queue', async () => {
  await using scene = await Scene.start({ timeoutMs: 30_000 })
  const extension = await scene.extension('deadline-ext')
  await scene.ready()
  const first = scene.simulator.enqueue(1)
  const second = scene.simulator.enqueue(2)
  await extension.next()
  await scene.runtime.respond((await scene.runtime.next()).requestId, { ok: true })
  scene.runtime.park()

  const { requestId, deadlineMs } = await extension.next()

  expect(requestId).toBe(second.requestId)
  const [ended] = scene.simulator.journal.entries('invocation.ended')
  expect(ended?.requestId).toBe(first.requestId)
  const dispatchedAt = deadlineMs - 30_000
  expect(dispatchedAt).toBeGreaterThanOrEqual((ended?.wallMs ?? Infinity) - cutMs)
  const [, handed] = scene.simulator.journal.entries('extension.handed')
  expect(dispatchedAt).toBeLessThanOrEqual(handed?.wallMs ?? 0)
})

seedCase('TIME-05', 'runtime and extensions have the deadline of the dispatch', async () => {
  await using scene = await Scene.start({ timeoutMs: 5_000 })
  const extension = await scene.extension('deadline-ext')
  await scene.ready()
  const earliest = scene.simulator.journal.current?.wallMs ?? Infinity
  scene.simulator.enqueue({ test: 'deadline' })

  const event = await scene.runtime.next()
  const { deadlineMs } = await extension.next()

  expect(event.headers['lambda-runtime-deadline-ms']).toBe(String(deadlineMs))
  const [handed] = scene.simulator.journal.entries('invocation.handed')
  expect(deadlineMs - 5_000).toBeGreaterThanOrEqual(earliest - cutMs)
  expect(deadlineMs - 5_000).toBeLessThanOrEqual(handed?.wallMs ?? 0)
})

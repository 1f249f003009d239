import { expect } from '@jest/globals'
import { Scene } from '../seed/scene.ts'
import { seedCase } from '../seed/seed-case.ts'

const given = 'Root=1-5bef4de7-ad49b0e87f6ef6c87fc2e700;Parent=9a9197af755a6419;Sampled=1'

seedCase('LIFE-08', "the runtime gets the caller's trace", async () => {
  await using scene = await Scene.start()
  scene.simulator.enqueue({ test: 'trace' }, { traceId: given })

  const { headers } = await scene.runtime.next()

  expect(headers['lambda-runtime-trace-id']).toBe(given)
})

seedCase('LIFE-09', 'platform.start carries the trace of its invocation', async () => {
  await using scene = await Scene.start({ tracing: 'active' })

  const { event } = await scene.serve({ test: 'trace_context' })

  const [start] = scene.simulator.telemetry.filter('platform.start')
  expect(start?.record).toMatchObject({
    requestId: event.requestId,
    tracing: { type: 'X-Amzn-Trace-Id', value: event.headers['lambda-runtime-trace-id'] },
  })
})

seedCase('LIFE-12', 'an invocation that is done has its report, with its trace', async () => {
  await using scene = await Scene.start({ tracing: 'active' })

  const { invocation, event } = await scene.serve({ test: 'trace_report' })

  const [report] = scene.simulator.telemetry.filter('platform.report')
  expect(report?.record).toEqual(invocation.report)
  expect(report?.record).toMatchObject({
    requestId: event.requestId,
    tracing: { type: 'X-Amzn-Trace-Id', value: event.headers['lambda-runtime-trace-id'] },
  })
})

seedCase('LIFE-13', 'every invocation gets a trace of its own', async () => {
  await using scene = await Scene.start()

  const traces: unknown[] = []
  for (const payload of [1, 2, 3]) {
    const { event } = await scene.serve(payload)
    traces.push(event.headers['lambda-runtime-trace-id'])
  }

  expect(traces).toEqual(Array.from({ length: 3 }, () => expect.stringMatching(/^Root=1-/)))
  expect(new Set(traces).size).toBe(3)
})

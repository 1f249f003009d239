import { expect, test } from '@jest/globals'
import { Simulator } from '@sim/simulator'
import type { OtlpSpan, OtlpTraces } from '@sim/telemetry-api'
import { runtime, extension } from '../programs.ts'

const spansIn = ({ resourceSpans }: OtlpTraces): OtlpSpan[] =>
  resourceSpans.flatMap(({ scopeSpans }) => scopeSpans.flatMap(({ spans }) => spans))

test('a cold start with an extension is one trace', async () => {
  await using simulator = await Simulator.start({
    functionName: 'checkout',
    tracing: 'pass-through',
    runtime: runtime('echoes'),
    extensions: [extension('observes')],
  })
  const traceId = 'Root=1-6981bb88-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1'
  const invocation = await simulator.invoke({}, { traceId })
  await invocation.done()

  const { resourceSpans } = simulator.telemetry.traces()

  const spans = spansIn({ resourceSpans })
  expect(new Set(spans.map((span) => span.traceId))).toEqual(
    new Set(['6981bb88bd862e3fe1be46a994272793']),
  )
  const [init, invoked, ...parts] = spans
  expect([init, invoked]).toMatchObject([
    { name: 'platform.init', parentSpanId: '53995c3f42cd8ad8', status: { code: 1 } },
    { name: 'checkout', parentSpanId: '53995c3f42cd8ad8', status: { code: 1 } },
  ])
  expect(parts.map(({ name, parentSpanId }) => [name, parentSpanId])).toEqual(
    ['responseLatency', 'responseDuration', 'runtimeOverhead', 'extensionOverhead'].map((name) => [
      name,
      invoked?.spanId,
    ]),
  )
  expect(resourceSpans[0]?.resource.attributes).toContainEqual({
    key: 'cloud.resource_id',
    value: { stringValue: 'arn:aws:lambda:us-east-1:123456789012:function:checkout' },
  })
})

test('metrics count what the journal holds, and logs refer to the spans', async () => {
  await using simulator = await Simulator.start({ runtime: runtime('echoes') })
  await (await simulator.invoke({})).done()

  const { resourceMetrics } = simulator.telemetry.metrics()
  const metrics = resourceMetrics[0]?.scopeMetrics[0]?.metrics ?? []

  const invocations = metrics.find(({ name }) => name === 'faas.invocations')
  expect(invocations).toMatchObject({ sum: { dataPoints: [{ asInt: '1' }] } })
  expect(simulator.telemetry.logs()).toEqual({ resourceLogs: expect.any(Array) })
})

test('some of the events can be looked at alone', async () => {
  await using simulator = await Simulator.start({ runtime: runtime('echoes') })
  await (await simulator.invoke({})).done()
  const { requestId } = await simulator.invoke({})
  await simulator.telemetry.waitFor('platform.report', { requestId })

  const { telemetry } = simulator
  const [span] = spansIn(telemetry.traces(telemetry.ofInvocation(requestId)))

  expect(span).toMatchObject({ name: 'function' })
  expect(span?.attributes).toContainEqual({
    key: 'faas.invocation_id',
    value: { stringValue: requestId },
  })
})

import { expect, test } from '@jest/globals'
import { Simulator } from '@sim/simulator'
import { buffer } from 'node:stream/consumers'
import { MeetingPoint } from './meeting-point.ts'
import { runtime } from './programs.ts'
import { failing, readUntilFailure, script, start } from './streaming.ts'

test('an error in the trailers fails the reader after the last byte, and is the result', async () => {
  await using simulator = await start()

  const { invocation, body } = await simulator.invokeWithResponseStream(
    script(['write', 'partial'], failing),
  )
  const { read, failure } = await readUntilFailure(body)

  expect(read).toBe('partial')
  expect(failure).toMatchObject({
    code: 'ERR_RESPONSE_STREAM',
    errorType: 'Function.Midway',
    payload: Buffer.from('{"errorMessage":"m"}'),
    message: 'the response ended after 7 bytes with Function.Midway',
  })
  expect(await invocation.completed()).toMatchObject({
    status: 'error',
    functionError: 'Unhandled',
    errorType: 'Function.Midway',
    payload: Buffer.from('{"errorMessage":"m"}'),
  })
  await invocation.done()
  expect(simulator.telemetry.filter('platform.runtimeDone')[0]?.record).toMatchObject({
    status: 'success',
    metrics: { producedBytes: 7 },
  })
  expect(simulator.generation).toBe(1)
})

test('a caller who wants the answer whole gets the error of the trailers instead', async () => {
  await using simulator = await start()

  const failed = await simulator.invoke(script(['write', 'partial'], failing))
  const whole = await simulator.invoke(script(['write', 'one '], ['write', 'two']))

  expect(failed.result).toMatchObject({ status: 'error', errorType: 'Function.Midway' })
  expect(failed.text).toBe('{"errorMessage":"m"}')
  expect([whole.status, whole.text]).toEqual(['success', 'one two'])
})

test('whole, an answer has its limit however it is sent', async () => {
  await using simulator = await start()

  const invocation = await simulator.invoke(script(['fill', 6 * 1024 * 1024 + 101]))

  expect(invocation.result).toMatchObject({ errorType: 'Function.ResponseSizeTooLarge' })
})

test('a response over its limit ends after one byte more, and the runtime goes on', async () => {
  await using simulator = await start({ maxStreamedBytes: 100_000 })

  const { invocation, body } = await simulator.invokeWithResponseStream(script(['fill', 200_000]))
  const { read, failure } = await readUntilFailure(body)
  const exact = await simulator.invokeWithResponseStream(script(['fill', 100_000]))

  expect(read).toHaveLength(100_001)
  expect(failure).toMatchObject({ errorType: 'Function.ResponseSizeTooLarge' })
  expect(invocation.status).toBe('error')
  expect(simulator.journal.entries('refused')).toMatchObject([{ refusal: { status: 413 } }])
  expect(await buffer(exact.body)).toHaveLength(100_000)
  expect(simulator.generation).toBe(1)
})

test('an upload that breaks off while the runtime lives on is truncated', async () => {
  await using simulator = await start()

  const { invocation, body } = await simulator.invokeWithResponseStream(
    script(['write', 'half'], ['breakOff']),
  )
  const { read, failure } = await readUntilFailure(body)
  const next = await simulator.invoke(script(['write', 'whole']))

  expect(read).toBe('half')
  expect(failure).toMatchObject({ errorType: 'Runtime.TruncatedResponse' })
  expect(invocation.result).toMatchObject({
    status: 'error',
    errorType: 'Runtime.TruncatedResponse',
  })
  expect(next.text).toBe('whole')
  expect(simulator.generation).toBe(1)
})

test.each([
  ['who reads', true],
  ['who does not read yet', false],
])('a runtime that ends while it responds is the cause, for a caller %s', async (_, isReading) => {
  await using simulator = await start()
  await using middle = await MeetingPoint.start()
  const { invocation, body } = await simulator.invokeWithResponseStream(
    script(['write', 'half'], ['meet', middle.url], ['exit', 7]),
  )
  const early = isReading ? readUntilFailure(body) : undefined

  middle.open()
  await invocation.done()
  const { read, failure } = await (early ?? readUntilFailure(body))

  expect(read).toBe('half')
  expect(failure).toMatchObject({ errorType: 'Runtime.ExitError' })
  expect(invocation.result).toMatchObject({ status: 'error', errorType: 'Runtime.ExitError' })
  expect(invocation.json()).toMatchObject({
    errorMessage: `RequestId: ${invocation.requestId} Error: Runtime exited with error: exit status 7`,
  })
  expect(simulator.telemetry.filter('platform.runtimeDone')[0]?.record).toMatchObject({
    status: 'error',
    errorType: 'Runtime.ExitError',
    metrics: { producedBytes: 4 },
  })
})

test('a time-out ends the stream after what came, and the runtime', async () => {
  await using simulator = await start({ timeoutMs: 1_000 })

  const { invocation, body } = await simulator.invokeWithResponseStream(
    script(['write', 'half'], ['rest']),
  )
  const { read, failure } = await readUntilFailure(body)
  await invocation.done()

  expect(read).toBe('half')
  expect(failure).toMatchObject({ errorType: 'Sandbox.Timedout' })
  expect(invocation.status).toBe('timeout')
  expect(invocation.timings).toEqual({ firstByteMs: expect.any(Number) })
  const [done] = simulator.telemetry.filter('platform.runtimeDone')
  expect(done?.record.metrics?.producedBytes).toBe(4)
  expect(done?.record.spans?.map(({ name }) => name)).toEqual([
    'responseLatency',
    'responseDuration',
  ])
  expect(simulator.journal.entries('process.exited')).toHaveLength(1)
})

test('a caller who does not read holds the runtime up until the function’s time is over', async () => {
  await using simulator = await start({ timeoutMs: 1_500 })

  const { invocation, body } = await simulator.invokeWithResponseStream(
    script(['fill', 100_000_000]),
  )
  await invocation.done()
  const { read, failure } = await readUntilFailure(body)

  expect(invocation.status).toBe('timeout')
  expect(failure).toMatchObject({ errorType: 'Sandbox.Timedout' })
  expect(read.length).toBeGreaterThan(0)
  expect(read.length).toBeLessThan(1_000_000)
})

test('what fails before it responds has a body that fails', async () => {
  await using simulator = await Simulator.start({ runtime: runtime('crashes-on-invoke') })

  const { invocation, body, responseMode } = await simulator.invokeWithResponseStream({})
  const { read, failure } = await readUntilFailure(body)

  expect([read, responseMode]).toEqual(['', 'buffered'])
  expect(failure).toMatchObject({
    code: 'ERR_RESPONSE_STREAM',
    errorType: 'Runtime.ExitError',
    message: 'the response ended after 0 bytes with Runtime.ExitError',
  })
  expect(invocation.status).toBe('error')
})

test('what is stopped while it responds fails its reader', async () => {
  await using simulator = await start()
  const { invocation, body } = await simulator.invokeWithResponseStream(
    script(['write', 'half'], ['rest']),
  )
  const reading = readUntilFailure(body)

  await simulator.stop()

  expect((await reading).failure).toMatchObject({ errorType: 'Sandbox.Failure' })
  expect(invocation.status).toBe('failure')
})

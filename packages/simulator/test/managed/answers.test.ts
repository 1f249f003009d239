import { expect, test } from '@jest/globals'
import { once } from 'node:events'
import { text } from 'node:stream/consumers'
import { MeetingPoint } from '../meeting-point.ts'
import { startFunction, startManaged } from './managed.ts'

test('an end at once ends what runs, and whoever waits for init is told', async () => {
  await using simulator = await startManaged({
    runtime: { command: '/bin/sleep', args: ['1000'] },
  })
  const waits = simulator.enqueue({})

  await simulator.stop()

  expect(waits.result?.errorType).toBe('Client.ExecutionEnvironmentShutDown')
  expect(simulator.phase).toBe('stopped')
  expect(simulator.processes).toEqual([])
})

test('two responses stream side by side', async () => {
  await using point = await MeetingPoint.start()
  await using simulator = await startFunction(2, { handler: 'index.streamed' })

  const streams = await Promise.all(
    [1, 2].map(() => simulator.invokeWithResponseStream({ visit: point.url })),
  )
  const firsts = await Promise.all(
    streams.map(async ({ body }) => String(await once(body, 'data'))),
  )
  point.open()
  const rests = await Promise.all(streams.map(({ body }) => text(body)))

  expect(firsts).toEqual(['first', 'first'])
  expect(rests).toEqual([' last', ' last'])
})

test("a handler's own error is one in the report, too", async () => {
  await using simulator = await startFunction(1)

  const invocation = await simulator.invoke({ fail: 'sorry' })

  expect(invocation.json()).toMatchObject({ errorType: 'TypeError', errorMessage: 'sorry' })
  expect(invocation.report).toMatchObject({ status: 'error', errorType: 'Runtime.Unknown' })
})

test('what a process prints while several invocations run belongs to none', async () => {
  await using point = await MeetingPoint.start()
  await using simulator = await startFunction(3)
  const printed = (lines: number) =>
    simulator.waitFor(() => simulator.journal.entries('process.output').length === lines, {
      what: `${lines} lines`,
    })
  const alone = simulator.enqueue({ say: 'alone', visit: point.url })
  await printed(1)

  const others = [1, 2].map((n) => simulator.enqueue({ say: `with ${n}`, visit: point.url }))
  await printed(3)
  point.open()

  const lines = simulator.journal.entries('process.output')
  expect(lines.map(({ requestId }) => requestId)).toEqual([alone.requestId, undefined, undefined])
  // The function's own lines know better.
  const own = lines.map(({ text: line }) => (JSON.parse(line) as { requestId: string }).requestId)
  expect(own.sort()).toEqual([alone, ...others].map(({ requestId }) => requestId).sort())
})

import { expect, test } from '@jest/globals'
import { Simulator } from '@sim/simulator'
import { buffer, text } from 'node:stream/consumers'
import { gate } from '../fixtures/gate.ts'
import { officialClient, testWith } from '../official/official-client.ts'
import { startWithRic } from '../official/start-with-ric.ts'
import { fixtureFunction } from '../seed/fixture.ts'
import { patient } from '../seed/patience.ts'

type Start = (handler: string) => Promise<Simulator>

const functionDirectory = fixtureFunction('streamer')

/** The same behaviour with AWS's own client and with the runtime that comes with the simulator. */
function withBoth(behaviour: string, run: (start: Start) => Promise<void>): void {
  testWith(officialClient('aws-lambda-ric'), behaviour, (folder) =>
    run((handler) => startWithRic(folder, { functionDirectory, handler })),
  )
  test(`the simulator's own: ${behaviour}`, () =>
    run((handler) => Simulator.start({ ...patient, functionDirectory, handler })))
}

withBoth('the first part arrives before the last one is written', async (start) => {
  await using simulator = await start('index.parts')
  await using shut = await gate()

  const { body, ...head } = await simulator.invokeWithResponseStream({ gate: shut.url })
  const parts = body[Symbol.asyncIterator]()
  const first: unknown = (await parts.next()).value
  shut.open()
  const rest = await text(body)

  expect(head).toMatchObject({ contentType: 'text/plain', responseMode: 'streaming' })
  expect([String(first), rest]).toEqual(['first ', 'last'])
  expect((await head.invocation.completed()).status).toBe('success')
})

withBoth('status and headers of HTTP come first, untouched', async (start) => {
  await using simulator = await start('index.http')

  const { contentType, body } = await simulator.invokeWithResponseStream({})

  expect(contentType).toBe('application/vnd.awslambda.http-integration-response')
  expect(await text(body)).toBe(`{"statusCode":201,"headers":{"x-a":"b"}}${'\0'.repeat(8)}hi`)
})

withBoth('what is thrown midway follows what was written', async (start) => {
  await using simulator = await start('index.failsMidway')
  await using shut = await gate()

  const { invocation, body } = await simulator.invokeWithResponseStream({ gate: shut.url })
  const parts = body[Symbol.asyncIterator]()
  const first: unknown = (await parts.next()).value
  shut.open()
  const end = parts.next()

  await expect(end).rejects.toMatchObject({ code: 'ERR_RESPONSE_STREAM' })
  expect(String(first)).toBe('partial')
  expect(invocation.status).toBe('error')
  expect(invocation.json()).toMatchObject({ errorType: 'TypeError', errorMessage: 'midway' })
})

withBoth(
  'what is thrown before the first part is an error, and the runtime goes on',
  async (start) => {
    await using simulator = await start('index.failsAtOnce')

    const streamed = await simulator.invokeWithResponseStream({})
    const reading = text(streamed.body)
    await expect(reading).rejects.toMatchObject({ code: 'ERR_RESPONSE_STREAM' })
    const whole = await simulator.invoke({})

    expect(streamed.invocation.json()).toMatchObject({ errorType: 'TypeError' })
    expect(whole.json()).toMatchObject({ errorType: 'TypeError', errorMessage: 'at once' })
    expect(simulator.generation).toBe(1)
  },
)

withBoth('20 MB arrive whole, and whole they are too much', async (start) => {
  await using simulator = await start('index.large')

  const { body } = await simulator.invokeWithResponseStream({ parts: 320 })
  const bytes = await buffer(body)
  const whole = await simulator.invoke({ parts: 320 })

  expect(bytes).toHaveLength(20 * 1024 * 1024)
  expect(whole.result).toMatchObject({ errorType: 'Function.ResponseSizeTooLarge' })
})

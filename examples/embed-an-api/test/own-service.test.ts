import { expect, test } from '@jest/globals'
import { randomUUID } from 'node:crypto'
import { EventList, serveEvents } from '../own-service.ts'
import { fail, next, respond } from './runtime.ts'

const eventOf = (body: string) => ({
  requestId: randomUUID(),
  body: Buffer.from(body),
  deadlineMs: 1_767_225_603_000,
  invokedFunctionArn: 'arn:aws:lambda:us-east-1:123456789012:function:hello',
})

test('a runtime works off a list of events and is then hung up on', async () => {
  const events = new EventList([eventOf('"first"'), eventOf('"second"')])
  await using server = await serveEvents(events)

  const first = await next(server.url)
  await respond(server.url, first.requestId, { body: '"done"' })
  const second = await next(server.url)
  await fail(server.url, second.requestId, { body: '{"errorType":"Function.Broken"}' })

  expect([first.text, second.text]).toEqual(['"first"', '"second"'])
  expect(events.answers).toEqual([
    expect.objectContaining({ kind: 'response', body: Buffer.from('"done"') }),
    expect.objectContaining({ kind: 'error', by: 'runtime' }),
  ])
  await expect(next(server.url)).rejects.toThrow('fetch failed')
})

test('an event is handed out until it is answered', async () => {
  const events = new EventList([eventOf('"only"')])
  await using server = await serveEvents(events)

  const handed = [await next(server.url), await next(server.url)]

  expect(handed[1]).toEqual(handed[0])
})

test('an answer to an event that is not current is refused', async () => {
  const events = new EventList([eventOf('"only"')])
  await using server = await serveEvents(events)

  const response = await respond(server.url, randomUUID(), { body: '"done"' })

  expect(response.status).toBe(400)
  expect(await response.json()).toMatchObject({ errorType: 'InvalidRequestID' })
  expect(events.answers).toEqual([])
})

test('an answer that breaks a rule ends the list', async () => {
  const events = new EventList([eventOf('"first"'), eventOf('"second"')])
  await using server = await serveEvents(events)
  const { requestId } = await next(server.url)

  const headers = { 'Lambda-Runtime-Function-Response-Mode': 'sideways' }
  const response = await respond(server.url, requestId, { headers, body: '"done"' })

  expect(response.status).toBe(400)
  await expect(next(server.url)).rejects.toThrow('fetch failed')
})

test('a runtime that cannot initialise says so', async () => {
  const events = new EventList([])
  await using server = await serveEvents(events)

  await fetch(`${server.url}/2018-06-01/runtime/init/error`, {
    method: 'POST',
    headers: { 'Lambda-Runtime-Function-Error-Type': 'Runtime.NoSuchHandler' },
  })

  expect(events.initErrors).toEqual([
    expect.objectContaining({ errorType: 'Runtime.NoSuchHandler' }),
  ])
})

import { expect, test } from '@jest/globals'
import type { Answer } from '../client.ts'
import { arn, invokeEvent, world } from '../world.ts'
import {
  badId,
  busy,
  expectRefusal,
  identified,
  named,
  noId,
  nobody,
  unknown,
  uuid,
  type RefusedCase,
  type World,
} from './acts.ts'

const refused: readonly RefusedCase[] = [
  ['event-next-missing-id', noId, (api) => api.poll({})],
  ['event-next-malformed-id', badId, (api) => api.poll(identified('not-a-uuid'))],
  ['event-next-unknown-id', unknown, (api) => api.poll(identified(nobody))],
  [
    'event-next-lower-case-header',
    unknown,
    (api) => api.poll({ 'lambda-extension-identifier': nobody }),
  ],
  [
    'event-next-external-not-registered-is-unknown',
    unknown,
    (api) => api.poll(identified(nobody)),
    'a',
  ],
]

test.each(named(refused))('$id', ({ row }) => expectRefusal(row))

/** The poll that must block; whoever is blocked is handed the event of the next invocation. */
const blockingCases: readonly [id: string, poll: (api: World) => Promise<Promise<Answer>[]>][] = [
  ['event-next-blocks-in-init', async (api) => [api.next(await api.join('i'))]],
  ['event-next-no-redelivery', async (api) => [api.next(await busy(api))]],
  [
    'event-next-id-without-dashes',
    async (api) => [api.next((await api.join('i')).replaceAll('-', ''))],
  ],
  ['event-next-urn-id', async (api) => [api.next(`urn:uuid:${await api.join('i')}`)]],
  ['event-next-braced-id', async (api) => [api.next(`{${await api.join('i')}}`)]],
]

test.each(blockingCases)('%s', async (_, poll) => {
  await using api = await world()

  const [polled] = await poll(api)
  await api.until('i', 'Ready')
  api.registry.invoke(invokeEvent('the next one'))

  const answer = await polled
  expect(JSON.parse(answer?.text ?? '')).toMatchObject({ requestId: 'the next one' })
})

test('event-next-invoke-event', async () => {
  await using api = await world()
  const polled = api.next(await api.join('i'))
  await api.until('i', 'Ready')

  api.registry.invoke(invokeEvent('r1'))

  const answer = await polled
  expect(answer.status).toBe(200)
  expect(answer.headers.get('content-type')).toBe('application/json')
  expect(answer.headers.get('lambda-extension-event-identifier')).toMatch(uuid)
  expect(JSON.parse(answer.text)).toEqual({
    eventType: 'INVOKE',
    deadlineMs: 1_767_225_603_000,
    requestId: 'r1',
    invokedFunctionArn: arn,
  })
})

test('event-next-tracing-present', async () => {
  await using api = await world()
  const polled = api.next(await api.join('i'))
  await api.until('i', 'Ready')
  const value = 'Root=1-5bef4de7-ad49b0e87f6ef6c87fc2e700;Parent=9a9197af755a6419;Sampled=1'

  api.registry.invoke({ ...invokeEvent('r1'), tracing: { type: 'X-Amzn-Trace-Id', value } })

  const answer = await polled
  expect(JSON.parse(answer.text)).toEqual({
    ...invokeEvent('r1'),
    tracing: { type: 'X-Amzn-Trace-Id', value },
  })
})

test('event-next-second-invocation', async () => {
  await using api = await world()
  const polled = api.next(await busy(api))
  await api.until('i', 'Ready')

  api.registry.invoke(invokeEvent('r2'))

  const answer = await polled
  expect(JSON.parse(answer.text)).toEqual(invokeEvent('r2'))
})

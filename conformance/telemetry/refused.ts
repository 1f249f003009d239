import { expect } from '@jest/globals'
import { jsonOf } from '../seed/payload.ts'
import { Stage } from './stage.ts'
import { put, request, telemetryPath } from './subscribe.ts'

/**
 * A subscription that is refused as invalid and leaves nothing behind: the next one is the extension's first.
 *
 * `bodyFor` makes the body for a listener at this address, which would hear of it.
 */
export async function isRefused(
  bodyFor: (uri: string) => unknown,
  mentions: RegExp = /./,
): Promise<void> {
  await using stage = await Stage.start()
  const { address, extension, scene, listener } = stage
  const { telemetry } = scene.simulator

  const answer = await put(address, telemetryPath, extension.id, bodyFor(listener.uri))
  const after = telemetry.filter('platform.telemetrySubscription')
  const next = await put(address, telemetryPath, extension.id, request(listener.uri))

  expect(answer.status).toBe(400)
  expect(jsonOf(answer)).toEqual({
    errorType: 'ValidationError',
    errorMessage: expect.stringMatching(mentions),
  })
  expect(after).toEqual([])
  expect(next.body.toString()).toBe('"OK"')
  await listener.nth('platform.telemetrySubscription')
  expect(listener.of('platform.telemetrySubscription')).toMatchObject([
    { record: { name: 'E', state: 'Subscribed' } },
  ])
}

import { expect, test } from '@jest/globals'
import { matchers } from '../../src/matchers/matchers.ts'
import type {} from '../../src/types/jest-globals.ts'
import { report } from './events.ts'
import { failureOf } from './failure.ts'
import { failure, success } from './outcomes.ts'

/** A number that is near enough. */
interface About {
  readonly about: number
}

const isAbout = (value: unknown): value is About =>
  typeof value === 'object' && value !== null && 'about' in value

expect.extend(matchers)
expect.addEqualityTesters([
  (received: unknown, expected: unknown) =>
    isAbout(expected) && typeof received === 'number'
      ? Math.abs(received - expected.about) < 1
      : undefined,
])

const about = (number: number) => ({ about: number }) as unknown as number

test("the user's own testers are asked", () => {
  const events = [report('a', 'success', 12.5)]

  expect(events).toHaveEmittedTelemetry('platform.report', { metrics: { durationMs: about(12) } })
  expect(events).not.toHaveEmittedTelemetry('platform.report', {
    metrics: { durationMs: about(15) },
  })
  expect(success('{"n":1.2}')).toHaveSucceededWith({ n: about(1) })
  expect(success('{"n":1.2}')).not.toHaveSucceededWith({ n: about(5) })
  expect(failure({ errorType: 'E', code: 7.2 }, 'E')).toHaveFailedWith({ code: about(7) })
})

test('what they take for equal is no difference', async () => {
  const failing = await failureOf(() =>
    expect([report('a', 'success', 12.5)]).toHaveEmittedTelemetry('platform.report', {
      status: 'error',
      metrics: { durationMs: about(12) },
    }),
  )

  expect(failing.filter((line) => /^[-+] /.test(line))).toEqual([
    '- Expected',
    '+ Received',
    '-     "status": "error",',
    '+     "status": "success",',
  ])
})

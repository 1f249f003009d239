import { expect, test } from '@jest/globals'
import type { AnySchemaVersion, TelemetryEvent } from '@sim/telemetry-api'
import { printedLine } from '../../src/events/printed-line.ts'
import { RenderedEvent } from '../../src/events/rendered-event.ts'

const time = '2026-02-03T09:15:21.100Z'
const printed = (text: string) => {
  const line = printedLine(text, 'JSON')
  return new RenderedEvent({ time, type: 'function', record: line.record }, line)
}
const textsOf = (event: RenderedEvent, version: AnySchemaVersion) =>
  event.textsFor(version).map(({ text }) => text)

test.each(['2022-12-13', '2025-01-29'] as const)('an object goes to %s as printed', (version) => {
  const event = printed('{"n":12345678901234567890,"n":1e400}\n')

  expect(textsOf(event, version)).toEqual([
    `{"time":"${time}","type":"function","record":{"n":12345678901234567890,"n":1e400}}`,
  ])
})

test.each(['2022-07-01', '2020-08-15', '2021-03-18'] as const)(
  'an object goes to %s as the text that was printed, its end included',
  (version) => {
    const event = printed('  {"n":12345678901234567890}\n')

    expect(textsOf(event, version)).toEqual([
      `{"time":"${time}","type":"function","record":"  {\\"n\\":12345678901234567890}\\n"}`,
    ])
  },
)

test('what is the same for two versions is written once', () => {
  const event = new RenderedEvent({ time, type: 'function', record: 'ü\n' })

  const all = (['2022-07-01', '2022-12-13', '2025-01-29'] as const).map((version) =>
    event.textsFor(version),
  )

  expect(new Set(all.map(([text]) => text))).toEqual(new Set([event.whole]))
  expect(event.textsFor('2021-03-18')[0]).toBe(event.whole)
  expect(event.whole.bytes).toBe(event.whole.text.length + 1)
})

test('what differs is written once for each version', () => {
  const record = { requestId: 'r', status: 'success', metrics: { durationMs: 1 } } as const
  const event = new RenderedEvent({ time, type: 'platform.report', record })

  const texts = event.textsFor('2020-08-15')

  expect(texts.length).toBe(2)
  expect(event.textsFor('2020-08-15')).toBe(texts)
})

test('what a version does not have is no text', () => {
  const record = { initializationType: 'on-demand', phase: 'init' } as const
  const event = new RenderedEvent({ time, type: 'platform.initStart', record } as TelemetryEvent)

  expect(event.textsFor('2021-03-18')).toEqual([])
})

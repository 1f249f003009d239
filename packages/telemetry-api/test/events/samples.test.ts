import { expect, test } from '@jest/globals'
import { readdirSync, readFileSync } from 'node:fs'
import { isDeepStrictEqual } from 'node:util'
import {
  logsEventSchema,
  LogsSchemaVersion,
  SchemaVersion,
  telemetryEventSchema,
  type AnySchemaVersion,
  type LogFormat,
  type TelemetryEvent,
} from '@sim/telemetry-api'
import { printedLine } from '../../src/events/printed-line.ts'
import { RenderedEvent } from '../../src/events/rendered-event.ts'

/** An event as the platform sends it: its shape is documented or captured, its values are invented. */
interface Sample {
  readonly name: string
  /** The versions whose schema takes it. */
  readonly allowed: readonly AnySchemaVersion[]
  /** The versions whose subscribers are sent it, of those. */
  readonly sent: readonly AnySchemaVersion[]
  readonly event: TelemetryEvent
  /** What happened, if that is more than the event says. */
  readonly fact?: Pick<TelemetryEvent, 'type' | 'record'>
  /** What was printed, if the event tells of that. */
  readonly printed?: { readonly text: string; readonly format: LogFormat }
}

const folder = new URL('../data/', import.meta.url)
const samples = readdirSync(folder).flatMap(
  (file) => JSON.parse(readFileSync(new URL(file, folder), 'utf8')) as readonly Sample[],
)
const versions: readonly AnySchemaVersion[] = [
  ...SchemaVersion.options,
  ...LogsSchemaVersion.options,
]
const schemaOf = (version: AnySchemaVersion) => {
  const telemetry = SchemaVersion.options.find((one) => one === version)
  return telemetry === undefined
    ? logsEventSchema(version as LogsSchemaVersion)
    : telemetryEventSchema(telemetry)
}

test('there are as many samples as there are known', () => {
  expect(samples.length).toBe(109)
})

test.each(samples)('$name is taken by the schemas of $allowed and by no other', (sample) => {
  const taken = versions.filter((version) => schemaOf(version).safeParse(sample.event).success)

  expect(taken).toEqual(sample.allowed)
})

test.each(samples.filter(({ sent }) => sent.length > 0))(
  '$name is what subscribers of $sent are sent',
  (sample) => {
    const rendered = renderedFact(sample)

    const sent = sample.allowed.filter((version) =>
      rendered
        .textsFor(version)
        .some(({ text }) => isDeepStrictEqual(JSON.parse(text), sample.event)),
    )

    expect(sent).toEqual(sample.sent)
  },
)

test.each(samples.filter(({ sent }) => sent.length > 0))(
  'whatever is sent of $name is taken by the schema of its version',
  (sample) => {
    const rendered = renderedFact(sample)

    const refused = sample.allowed.flatMap((version) =>
      rendered
        .textsFor(version)
        .filter(({ text }) => !schemaOf(version).safeParse(JSON.parse(text)).success),
    )

    expect(refused).toEqual([])
  },
)

function renderedFact({ event, fact, printed }: Sample): RenderedEvent {
  if (printed === undefined) return new RenderedEvent({ ...event, ...fact } as TelemetryEvent)
  const line = printedLine(printed.text, printed.format)
  return new RenderedEvent({ ...event, record: line.record } as TelemetryEvent, line)
}

import { expect, test } from '@jest/globals'
import { readFileSync } from 'node:fs'
import type { ReceivedEvent } from '../telemetry/received-event.ts'
import { differences } from '../telemetry/timelines/differences.ts'
import { fieldDifferences, partOf, readSamples } from '../telemetry/timelines/sample.ts'

const samples = readSamples()

/** What our golden file says that this observer gets, which the test of the timelines holds to what it really gets. */
function golden(timeline: string, observer: string): readonly ReceivedEvent[] {
  const file = new URL(`../telemetry/golden/${timeline}.json`, import.meta.url)
  const found = JSON.parse(readFileSync(file, 'utf8')) as Record<string, readonly ReceivedEvent[]>
  return found[observer] ?? []
}

test.each(samples.map((sample) => [sample.name, sample] as const))(
  'ours is the sample %s: types, order, fields and how it went',
  (name, sample) => {
    const { leftOut = {}, fields = {} } = differences[name] ?? {}
    const events = golden(sample.timeline, sample.observer)

    const ours = partOf(events, sample, Object.keys(leftOut))

    const shown = (all: typeof ours) => all.map(({ type, text }) => (text ? `${type} text` : type))
    expect(shown(ours)).toEqual(shown([...sample.events]))
    const differing = ours.flatMap((event, at) =>
      fieldDifferences(event, sample.events[at] ?? event),
    )
    expect([...new Set(differing)].sort()).toEqual(Object.keys(fields).sort())
  },
)

test('there are eleven samples, and every difference is one from a sample', () => {
  const names = samples.map(({ name }) => name)

  expect(names).toHaveLength(11)
  expect(Object.keys(differences).filter((name) => !names.includes(name))).toEqual([])
})

test('a field that is missing, or too much, or says something else, is found', () => {
  const sample = { type: 'platform.report', fields: { a: null, status: 'error', b: null } }
  const ours = { type: 'platform.report', fields: { a: null, status: 'timeout', c: null } }

  expect(fieldDifferences(ours, sample)).toEqual([
    'platform.report has status timeout',
    'platform.report lacks b',
    'platform.report has c',
  ])
})

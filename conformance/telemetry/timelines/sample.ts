import { readdirSync, readFileSync } from 'node:fs'
import { basename } from 'node:path'
import type { ReceivedEvent } from '../received-event.ts'
import type { Observer } from './timeline.ts'

/** An event as the platform tells it: which members its record has, and what the ones that say how it went are. */
export interface SampleEvent {
  readonly type: string
  /** By their paths; spans by their names. `null`: any value. */
  readonly fields?: Readonly<Record<string, string | null>>
  /** The record is a string. */
  readonly text?: true
}

/** What the platform tells, by its documentation, its emulator, or what was captured of it. */
export interface Sample {
  readonly name: string
  /** Ours is the part of this one, as this observer gets it, that begins with the `nth` event of this type. */
  readonly timeline: string
  readonly observer: Observer
  readonly from: { readonly type: string; readonly nth: number }
  readonly source: string
  readonly events: readonly SampleEvent[]
}

/** Every sample of `telemetry/samples`. */
export function readSamples(): Sample[] {
  const folder = new URL('../samples/', import.meta.url)
  return readdirSync(folder)
    .sort()
    .map((file) => ({
      ...(JSON.parse(readFileSync(new URL(file, folder), 'utf8')) as Omit<Sample, 'name'>),
      name: basename(file, '.json'),
    }))
}

/** The part of our events that a sample is about, as long as the sample is, without those of types that it leaves out. */
export function partOf(
  events: readonly ReceivedEvent[],
  { from, events: told }: Sample,
  leftOut: readonly string[],
): SampleEvent[] {
  const begins = events.flatMap(({ type }, index) => (type === from.type ? [index] : []))
  return events
    .slice(begins[from.nth - 1] ?? events.length)
    .filter(({ type }) => !leftOut.includes(type))
    .slice(0, told.length)
    .map(described)
}

/** How ours differs from what a sample has there: nothing, or a line for each field. */
export function fieldDifferences(ours: SampleEvent, { type, fields = {} }: SampleEvent): string[] {
  const found = ours.fields ?? {}
  const names = [...new Set([...Object.keys(fields), ...Object.keys(found)])]
  return names.flatMap((name) => {
    if (!(name in found)) return [`${type} lacks ${name}`]
    if (!(name in fields)) return [`${type} has ${name}`]
    return found[name] === fields[name] ? [] : [`${type} has ${name} ${found[name]}`]
  })
}

function described({ type, record }: ReceivedEvent): SampleEvent {
  return typeof record === 'string'
    ? { type, text: true }
    : { type, fields: fieldsOf(record as Readonly<Record<string, unknown>>) }
}

/** Members that say how it went. */
const telling = /^(initializationType|phase|status|errorType|state)$/

function fieldsOf(record: object, before = ''): Record<string, string | null> {
  const fields = Object.entries(record).map(([name, value]: [string, unknown]) => {
    if (name === 'spans') return spanFields(value as readonly { readonly name: string }[])
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
      return fieldsOf(value, `${before}${name}.`)
    }
    return { [before + name]: telling.test(name) ? String(value) : null }
  })
  return Object.assign({}, ...fields) as Record<string, string | null>
}

function spanFields(spans: readonly { readonly name: string }[]): Record<string, string | null> {
  return Object.assign(
    {},
    ...spans.map(({ name, ...span }) => fieldsOf(span, `spans.${name}.`)),
  ) as Record<string, string | null>
}

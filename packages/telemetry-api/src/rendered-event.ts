import { Buffer } from 'node:buffer'
import { categoryOf, type TelemetryCategory } from './category.ts'
import { project } from './project.ts'
import type { SchemaVersion } from './schema-version.ts'
import type { TelemetryEvent } from './telemetry-event.ts'

/** The JSON of one event and its length in UTF-8. */
export interface EventText {
  readonly text: string
  readonly bytes: number
}

/** An event with its JSON, which is written once for all subscribers that see the same. */
export class RenderedEvent {
  readonly event: TelemetryEvent
  readonly category: TelemetryCategory
  #whole: EventText | undefined
  #projected: Map<SchemaVersion, EventText> | undefined

  constructor(event: TelemetryEvent) {
    this.event = event
    this.category = categoryOf(event.type)
  }

  /** The event with all its members. Throws if the record cannot be written as JSON. */
  get whole(): EventText {
    this.#whole ??= textOf(this.event)
    return this.#whole
  }

  /** The event as subscribers with this schema version see it. */
  textFor(version: SchemaVersion): EventText {
    const projected = project(this.event, version)
    if (projected === this.event) return this.whole
    this.#projected ??= new Map()
    const known = this.#projected.get(version)
    if (known !== undefined) return known
    const text = textOf(projected)
    this.#projected.set(version, text)
    return text
  }
}

function textOf(event: TelemetryEvent): EventText {
  const { time, type, record } = event
  const text = JSON.stringify({ time, type, record })
  return { text, bytes: Buffer.byteLength(text) }
}

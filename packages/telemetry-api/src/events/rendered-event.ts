import { Buffer } from 'node:buffer'
import { categoryOf, type TelemetryCategory } from './category.ts'
import type { LogsEvent } from '../logs/logs-event.ts'
import { projectToLogs } from '../logs/project-to-logs.ts'
import type { PrintedLine } from './printed-line.ts'
import { project } from './project.ts'
import { isLogsVersion, type AnySchemaVersion } from './schema-version.ts'
import type { TelemetryEvent } from './telemetry-event.ts'

/** The JSON of one event and its length in UTF-8. */
export interface EventText {
  readonly text: string
  readonly bytes: number
}

/**
 * An event with its JSON, which is written once for all subscribers that see the same.
 *
 * The event is the fact, with all that is known of it; what a subscriber is sent follows from it and
 * from the subscriber's schema version alone.
 */
export class RenderedEvent {
  readonly event: TelemetryEvent
  readonly category: TelemetryCategory
  readonly #line: PrintedLine | undefined
  #whole: readonly [EventText] | undefined
  #projected: Map<AnySchemaVersion, readonly EventText[]> | undefined

  /** `line`: what was printed, if the event tells of that and keeps it as it was. */
  constructor(event: TelemetryEvent, line?: PrintedLine) {
    this.event = event
    this.category = categoryOf(event.type)
    this.#line = line
  }

  /** The event with all its members. Throws if the record cannot be written as JSON. */
  get whole(): EventText {
    return this.#wholeAlone[0]
  }

  /** The events as which subscribers with this schema version see it: none, one or several. */
  textsFor(version: AnySchemaVersion): readonly EventText[] {
    const known = this.#projected?.get(version)
    if (known !== undefined) return known
    const sent = this.#sentTo(version)
    if (sent.length === 1 && sent[0] === this.event) return this.#wholeAlone
    const texts = sent.map((event) => textOf(event))
    this.#projected ??= new Map()
    this.#projected.set(version, texts)
    return texts
  }

  get #wholeAlone(): readonly [EventText] {
    this.#whole ??= [textOf(this.event, this.#line?.json)]
    return this.#whole
  }

  #sentTo(version: AnySchemaVersion): readonly (TelemetryEvent | LogsEvent)[] {
    const line = this.#line?.text
    if (isLogsVersion(version)) return projectToLogs(this.event, version, line)
    const sent = project(this.event, version, line)
    return sent === undefined ? [] : [sent]
  }
}

/** `json`: the record's, if it is known already. */
function textOf({ time, type, record }: TelemetryEvent | LogsEvent, json?: string): EventText {
  const text =
    json === undefined
      ? JSON.stringify({ time, type, record })
      : `{"time":"${time}","type":"${type}","record":${json}}`
  return { text, bytes: Buffer.byteLength(text) }
}

import {
  logsEventSchema,
  LogsSchemaVersion,
  SchemaVersion,
  telemetryEventSchema,
} from '@sim/telemetry-api'
import type { Step } from '../actors.ts'
import { Play, type Cast } from '../play.ts'
import type { ReceivedEvent } from '../received-event.ts'
import { atOnce, logsPath, request, telemetryPath } from '../subscribe.ts'

/** Who tells what it got: a subscriber with this schema version; or, where nobody can subscribe, the simulator itself. */
export type Observer = SchemaVersion | LogsSchemaVersion | 'simulator'

/** The step with which an extension subscribes a listener to everything. */
export type Subscribe = (uri: string) => Step

/** One course of events, which is the same whenever it is run. */
export interface Timeline {
  readonly name: string
  /** Who sees it, each in a run of its own. */
  readonly observers: readonly Observer[]
  readonly cast: (subscribe: Subscribe) => Cast
  readonly act: (play: Play) => Promise<void>
  /** The end of it: nothing comes after so many of this type. */
  readonly last: readonly [type: string, count: number]
}

/** Runs it for one observer. Resolves with what that one got; each event is one that its schema version may be sent. */
export async function run(timeline: Timeline, observer: Observer): Promise<ReceivedEvent[]> {
  await using play = await Play.start(timeline.cast(subscribeOf(observer)))
  await timeline.act(play)
  const schema = schemaOf(observer)
  if (observer !== 'simulator') await play.listener.nth(...timeline.last)
  const events = observer === 'simulator' ? play.simulator.telemetry.events() : play.listener.events
  for (const event of events) schema.parse(event)
  return [...events]
}

function subscribeOf(observer: Observer): Subscribe {
  const types = ['platform', 'function', 'extension']
  const path = LogsSchemaVersion.safeParse(observer).success ? logsPath : telemetryPath
  const body = { schemaVersion: observer, types, buffering: atOnce }
  return (uri) => ['subscribe', path, request(uri, body)]
}

function schemaOf(observer: Observer) {
  if (observer === 'simulator') return telemetryEventSchema('2025-01-29')
  const logs = LogsSchemaVersion.safeParse(observer)
  if (logs.success) return logsEventSchema(logs.data)
  return telemetryEventSchema(SchemaVersion.parse(observer))
}

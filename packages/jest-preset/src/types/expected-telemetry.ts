import type { TelemetryRecords } from '@sim/telemetry-api'
import type { AsymmetricMatcher, Described } from '@sim/simulator'

/** The name of a telemetry event: `platform.start`, `platform.report`, `function`, … */
export type TelemetryType = keyof TelemetryRecords

/** Any part of the record that goes with this name. */
export type ExpectedRecord<T extends TelemetryType = TelemetryType> = Described<TelemetryRecords[T]>

/** An event: its name, and if wanted any part of its record. */
export type ExpectedEvent<T extends TelemetryType = TelemetryType> = {
  [Type in T]: {
    readonly type: Type
    readonly record?: ExpectedRecord<Type> | undefined
    /** When the platform made the event, as ISO 8601 text. */
    readonly time?: string | RegExp | AsymmetricMatcher | undefined
  }
}[T]

/** Events in the order in which they are wanted; a name alone stands for any event of that name. */
export type ExpectedEvents = readonly (TelemetryType | ExpectedEvent)[]

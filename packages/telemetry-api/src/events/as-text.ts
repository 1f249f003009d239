import type { TelemetryEvent } from './telemetry-event.ts'

/**
 * The event of a printed line with its text as the record: the same object if that it is.
 *
 * `line`: the text that was printed, for a record that is an object. Default: its JSON and a newline.
 */
export function asText(event: TelemetryEvent<'function' | 'extension'>, line?: string): TextEvent {
  const { time, type, record } = event
  if (typeof record === 'string') return event as TextEvent
  return { time, type, record: line ?? `${JSON.stringify(record)}\n` }
}

interface TextEvent {
  time: string
  type: 'function' | 'extension'
  record: string
}

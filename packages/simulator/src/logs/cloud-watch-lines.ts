import type { TelemetryEvent } from '@sim/telemetry-api'
import type { Settings } from '../options.ts'
import { eventLevel, type PlatformEvent } from './event-level.ts'
import { lineLevel } from './line-level.ts'
import { isAtLeast, type ApplicationLogLevel } from './log-level.ts'
import { platformTextLines } from './platform-text-lines.ts'

/** What decides how a function's log looks. */
export type LogSettings = Pick<Settings, 'logFormat' | 'applicationLogLevel' | 'systemLogLevel'>

/** What Lambda has unless somebody says otherwise. Documented. */
export const defaultLogSettings: LogSettings = {
  logFormat: 'Text',
  applicationLogLevel: 'INFO',
  systemLogLevel: 'INFO',
}

/**
 * What an event comes to in a function's log, a string for each log event, without the line feed at its end.
 *
 * In text: the lines of `INIT_START`, `START`, `END`, `REPORT` and so on. In JSON: the event itself, unless its level is more
 * detailed than the system log level; there is none for `END`. Printed lines stay as they are; in JSON those are left
 * out whose level is more detailed than the application log level. Captured, documented: docs/logs.md has the sources.
 */
export function cloudWatchLines(
  event: TelemetryEvent,
  settings: LogSettings = defaultLogSettings,
): readonly string[] {
  if (event.type === 'function' || event.type === 'extension') {
    return printedLines(printed(event.record), settings)
  }
  return settings.logFormat === 'Text' ? platformTextLines(event) : jsonLines(event, settings)
}

/** What a printed line comes to. `level`: if it is known better than the line itself tells it. */
export function printedLines(
  text: string,
  settings: LogSettings,
  level?: ApplicationLogLevel,
): readonly string[] {
  const { logFormat, applicationLogLevel } = settings
  if (logFormat === 'Text') return [text]
  return isAtLeast(level ?? lineLevel(text), applicationLogLevel) ? [text] : []
}

function jsonLines(event: PlatformEvent, { systemLogLevel }: LogSettings): readonly string[] {
  return isAtLeast(eventLevel(event), systemLogLevel) ? [JSON.stringify(event)] : []
}

/** As it was printed, as far as a record that is an object still tells. */
function printed(record: TelemetryEvent<'function' | 'extension'>['record']): string {
  const text = typeof record === 'string' ? record : JSON.stringify(record)
  return text.replace(/\n$/, '')
}

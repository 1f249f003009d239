/** How grave a line of the emulator's own log is, gravest first. Core: the levels of its log library. */
export const logLevels = ['panic', 'fatal', 'error', 'warning', 'info', 'debug', 'trace'] as const
export type LogLevel = (typeof logLevels)[number]

/** What `logLevel` reads, for messages. */
export const logLevelForm = 'one of trace, debug, info, warn, error, fatal, panic'

/** A level by its name, in any letter case; `undefined` if it is none. `warn` is short for `warning`. */
export function logLevel(text: string): LogLevel | undefined {
  const name = text.toLowerCase()
  return name === 'warn' ? 'warning' : logLevels.find((level) => level === name)
}

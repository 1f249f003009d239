import type { JournalEntry, Simulator } from '@sim/simulator'

/** What telemetry told of the platform: each event's type, with what tells it from others of that type. */
export function toldBy({ telemetry }: Simulator): string[] {
  return telemetry
    .events()
    .filter(({ type }) => type.startsWith('platform.'))
    .map(({ type, record }) => {
      const { initializationType, phase, status, errorType } = record as Record<string, string>
      const parts = [type.replace('platform.', ''), initializationType, phase, status, errorType]
      return parts.filter(Boolean).join(' ')
    })
}

/** Whether an entry tells of this line of output. */
export const printed = (text: string) => (entry: JournalEntry) =>
  entry.type === 'process.output' && entry.text === text

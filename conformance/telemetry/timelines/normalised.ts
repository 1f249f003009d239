import type { ReceivedEvent } from '../received-event.ts'

const uuid = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/g

/** By the name of a member: what stands for its value, which differs from run to run. */
const placeholders: Readonly<Record<string, string>> = {
  time: '<time>',
  start: '<time>',
  maxMemoryUsedMB: '<MB>',
  spanId: '<span>',
}

/**
 * Events without what differs from run to run: times, ids, and what was measured, unless the time was moved by hand and so is
 * exact. Ids that are the same stay the same: `<request 1>`, `<log stream 1>`.
 */
export function normalised(events: readonly ReceivedEvent[], isExact: boolean): unknown {
  const request = numbered('request')
  const logStream = numbered('log stream')
  const text = JSON.stringify(events, (name, value: unknown) => {
    if (typeof value === 'number' && /DurationMs$|^durationMs$/.test(name)) {
      return isExact ? value : '<ms>'
    }
    if (name === 'instanceId') return logStream(String(value))
    if (typeof value === 'string') return placeholders[name] ?? value.replace(uuid, request)
    return typeof value === 'number' ? (placeholders[name] ?? value) : value
  })
  return JSON.parse(text)
}

/** Names what it is given, each thing by a number of its own. */
function numbered(kind: string): (id: string) => string {
  const known: string[] = []
  return (id) => {
    if (!known.includes(id)) known.push(id)
    return `<${kind} ${known.indexOf(id) + 1}>`
  }
}

import { describeExit } from '@sim/process'
import type { JournalEntry } from './journal.ts'

/** One line an entry: when, in which generation, what. Telemetry's way to its subscribers is left out. */
export function timeline(entries: readonly JournalEntry[]): string {
  return entries
    .map((entry) => ({ entry, text: describe(entry) }))
    .filter(({ text }) => text !== undefined)
    .map(({ entry, text }) => `${seconds(entry.atMs)}  #${entry.generation}  ${text}`)
    .join('\n')
}

function seconds(ms: number): string {
  return `+${(ms / 1000).toFixed(3)} s`.padStart(10)
}

type PlatformEntryType =
  | 'refused'
  | 'failed'
  | 'memory.exceeded'
  | 'unended'
  | 'frozen'
  | 'freeze.superseded'
  | 'freeze.failed'
  | 'thawed'
  | 'telemetry'
  | 'telemetry.dropped'
  | 'telemetry.retried'
  | 'telemetry.delivered'
  | 'shutdown'

/** What an entry says, or `undefined` for what a reader does not miss. */
// oxlint-disable-next-line complexity -- one short case an entry
export function describe(entry: JournalEntry): string | undefined {
  switch (entry.type) {
    case 'phase':
      return `phase ${entry.from} -> ${entry.to}`
    case 'process.spawned':
      return `${who(entry)} started, pid ${entry.pid}`
    case 'process.exited':
      return `${who(entry)} ended, pid ${entry.pid}: ${describeExit(entry.reason)}`
    case 'process.output':
      return `${who(entry)} ${entry.stream}: ${entry.text}`
    case 'runtime.polled':
      return 'runtime asks for its next event'
    case 'runtime.init-error':
      return `runtime reports an init error: ${entry.errorType}`
    case 'runtime.restore-polled':
      return 'runtime waits to be restored'
    case 'runtime.restore-error':
      return `runtime reports a restore error: ${entry.errorType}`
    case 'extension.registered':
      return `extension ${entry.name} registered for ${entry.events.join(', ') || 'no events'}`
    case 'extension.polled':
      return `extension ${entry.name} asks for its next event`
    case 'extension.handed':
      return `extension ${entry.name} got ${entry.event}`
    case 'extension.error':
      return `extension ${entry.name} reports ${entry.errorType}`
    case 'invocation.queued':
      return `invocation ${entry.requestId} queued`
    case 'invocation.dispatched':
      return `invocation ${entry.requestId} dispatched`
    case 'invocation.handed':
      return `invocation ${entry.requestId} taken by the runtime`
    case 'invocation.responding':
      return `invocation ${entry.requestId} responding, ${entry.responseMode}`
    case 'invocation.answered':
      return `invocation ${entry.requestId} answered: ${entry.status}`
    case 'invocation.ended':
      return `invocation ${entry.requestId} over: ${entry.status}`
    case 'event.retrying':
      return `event ${entry.requestId} failed, attempt ${entry.attempt}: it will be tried again`
    case 'event.discarded':
      return `event ${entry.requestId} failed, attempt ${entry.attempt}: it is given up`
    default:
      return describePlatform(entry)
  }
}

/** What the platform did, or what was done to it. */
// oxlint-disable-next-line complexity -- one short case an entry
function describePlatform(entry: JournalEntry<PlatformEntryType>): string | undefined {
  switch (entry.type) {
    case 'refused':
      return `${entry.method} ${entry.path} refused: ${entry.refusal.status} ${entry.refusal.errorType}`
    case 'failed':
      return `failed: ${entry.errorType}, ${entry.message}`
    case 'memory.exceeded':
      return `${who(entry)} killed for its memory, pid ${entry.pid}: ${entry.usedMb} MB of ${entry.limitMb} MB`
    case 'unended':
      return `did not end: ${entry.message}`
    case 'frozen':
      return `frozen: pids ${entry.pids.join(', ')} in ${entry.durationMs.toFixed(1)} ms`
    case 'freeze.superseded':
      return 'freeze superseded by new work'
    case 'freeze.failed':
      return `freeze failed: ${entry.message}`
    case 'thawed':
      return `thawed: pids ${entry.pids.join(', ')}`
    case 'telemetry':
      return entry.event.type.startsWith('platform.') ? entry.event.type : undefined
    case 'telemetry.dropped':
      return `${entry.events} telemetry events for ${entry.subscriber} dropped: ${entry.reason}`
    case 'telemetry.retried':
      return `telemetry for ${entry.subscriber} sent again: ${entry.cause}`
    case 'telemetry.delivered':
      return undefined
    case 'shutdown':
      return `shutdown begins: ${entry.reason}, ${entry.budgetMs} ms`
  }
}

function who({ role, name }: { readonly role: string; readonly name: string }): string {
  return role === 'runtime' ? role : `${role} ${name}`
}

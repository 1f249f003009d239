import { describe as described, type JournalEntry, type Simulator } from '@sim/simulator'
import { runtime } from '../programs.ts'

/** A runtime that takes these steps, which are those of the fixture `plays`. */
export const runtimeThat = (...steps: readonly string[]) =>
  runtime('plays', { SCRIPT: steps.join('\n') })

/** An external extension that takes these steps. */
export const extensionThat = (name: string, ...steps: readonly string[]) => ({
  ...runtimeThat(...steps),
  name,
})

/** A runtime that answers every event with itself. */
export const echoing = runtimeThat('next', 'respond', 'again 0')

/** An extension that follows everything, and ends when it is told to. */
export const following = (name: string) =>
  extensionThat(name, `register ${name} INVOKE SHUTDOWN`, 'event', 'event', 'exit 0')

/** What a caller gets when nobody answered. */
export const platformError = (errorType: string, requestId: string, message: string) => ({
  errorType,
  errorMessage: `RequestId: ${requestId} Error: ${message}`,
})

const told = new Set<JournalEntry['type']>([
  'phase',
  'runtime.init-error',
  'extension.error',
  'extension.handed',
  'invocation.answered',
  'invocation.ended',
  'failed',
  'memory.exceeded',
  'shutdown',
  'process.exited',
  'telemetry',
])

/** What the journal tells of one generation, or of all: one line an entry, without what differs from run to run. */
export function story(simulator: Simulator, generation?: number): string[] {
  return simulator.journal
    .entries()
    .filter((entry) => told.has(entry.type))
    .filter((entry) => generation === undefined || entry.generation === generation)
    .map((entry) => (entry.type === 'telemetry' ? telemetryLine(entry) : described(entry)))
    .filter((line) => line !== undefined)
    .map(withoutNumbers)
}

/** The story without telemetry and phases: who ended and who heard of it. */
export const ends = (simulator: Simulator, generation?: number): string[] =>
  story(simulator, generation).filter((line) => !/^(platform\.|phase )/.test(line))

/** Every process of a generation is gone: the kernel knows none of its pids any more. */
export function living(simulator: Simulator, generation = 1): number[] {
  return simulator.journal
    .entries('process.spawned')
    .filter((entry) => entry.generation === generation)
    .map(({ pid }) => pid)
    .filter(isAlive)
}

/** Whether the kernel knows a process. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}

/** Resolves when something is in the journal. */
export function happened<T extends JournalEntry['type']>(
  simulator: Simulator,
  type: T,
  facts: Readonly<Record<string, unknown>> = {},
): Promise<JournalEntry> {
  const fits = (entry: JournalEntry) =>
    entry.type === type &&
    Object.entries(facts).every(([name, value]) => (entry as never)[name] === value)
  return simulator.waitForEntry(fits, { what: `${type} ${JSON.stringify(facts)}` })
}

function telemetryLine({ event }: JournalEntry<'telemetry'>): string | undefined {
  if (!event.type.startsWith('platform.')) return undefined
  const { metrics, spans, events, ...record } = event.record as unknown as TelemetryRecord
  const facts = {
    ...pick(record, ['initializationType', 'phase', 'name', 'state', 'status', 'errorType']),
    ...pick(metrics ?? {}, ['durationMs', 'billedDurationMs', 'producedBytes', 'initDurationMs']),
    ...(events && { events: `[${events.join(',')}]` }),
    ...(spans && { spans: `[${spans.map(({ name }) => name).join(',')}]` }),
  }
  const text = Object.entries(facts).map(([name, value]) => `${name} ${value}`)
  return [event.type, text.join(', ')].filter(Boolean).join(' ')
}

interface TelemetryRecord {
  readonly [field: string]: unknown
  readonly metrics?: Readonly<Record<string, unknown>>
  readonly spans?: readonly { readonly name: string }[]
  readonly events?: readonly string[]
}

function pick(record: Readonly<Record<string, unknown>>, names: readonly string[]) {
  return Object.fromEntries(
    names.filter((name) => record[name] !== undefined).map((name) => [name, record[name]]),
  )
}

function withoutNumbers(line: string): string {
  return line
    .replace(/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g, '<id>')
    .replace(/, pid \d+/, '')
}

import { describe, type JournalEntry, type PlatformReport } from '@sim/simulator'
import type { Writable } from 'node:stream'
import type { LogLevel } from './log-level.ts'
import { endLines, startLine } from './report-lines.ts'
import type { RieLog } from './rie-log.ts'

type Telemetry = JournalEntry<'telemetry'>['event']

/** How grave an entry is. Those that are not named are for who wants to know everything. */
const levels: Partial<Record<JournalEntry['type'], LogLevel>> = {
  failed: 'warning',
  unended: 'error',
  'runtime.init-error': 'warning',
  'extension.error': 'warning',
  shutdown: 'info',
  telemetry: 'trace',
}

/**
 * Reads the journal while it is written, and prints what the emulator prints.
 *
 * Whatever runtime and extensions write goes to stdout, their stderr, too. START comes when an invocation's turn has come, its
 * init not done; END and REPORT only for one that succeeded or took too long. Core: `telemetry/logs_egress_api.go`,
 * `rie/handlers.go`.
 */
export class JournalReader {
  readonly #stdout: Writable
  readonly #log: RieLog
  readonly #version: string
  readonly #waiting: string[] = []
  #initDurationMs: number | undefined

  /** `version`: the function's, as START tells it. */
  constructor(stdout: Writable, log: RieLog, version: string) {
    this.#stdout = stdout
    this.#log = log
    this.#version = version
  }

  /** Takes the next entry. */
  read(entry: JournalEntry): void {
    tell(this.#log, entry)
    switch (entry.type) {
      case 'process.output':
        this.#stdout.write(`${entry.text}\n`)
        break
      case 'invocation.queued':
        this.#waiting.push(entry.requestId)
        break
      case 'phase':
        if (entry.to === 'invoke') this.#started()
        break
      case 'telemetry':
        this.#telemetry(entry.event, entry.generation)
        break
      default:
    }
  }

  /** Invocations have their turns in the order in which they came. */
  #started(): void {
    const requestId = this.#waiting.shift()
    if (requestId !== undefined) this.#stdout.write(startLine(requestId, this.#version))
  }

  /** Only the very first init is told of. */
  #telemetry(event: Telemetry, generation: number): void {
    if (event.type === 'platform.initReport' && generation === 1) {
      this.#initDurationMs = event.record.metrics.durationMs
    }
    if (event.type === 'platform.report') this.#ended(event.record)
  }

  #ended(report: PlatformReport): void {
    const { status } = report
    if (status === 'success' || status === 'timeout') {
      this.#stdout.write(endLines(report, this.#initDurationMs))
    }
    this.#initDurationMs = undefined
  }
}

/** Has the emulator's own log tell of an entry, as far as anybody wants to know. */
export function tell(log: RieLog, entry: JournalEntry): void {
  if (entry.type === 'process.output') return
  const text = describe(entry)
  if (text !== undefined) log.write(levels[entry.type] ?? 'debug', text)
}

import { describe, type JournalEntry, type PlatformReport } from '@sim/simulator'
import type { Writable } from 'node:stream'
import type { LogLevel } from './log-level.ts'
import { endLines, startLine } from './report-lines.ts'
import type { RieLog } from './rie-log.ts'

/** What the journal tells of an invocation that is over. */
export interface ReadEnd {
  readonly report: PlatformReport
  readonly initialised: boolean
  readonly initErrorReported: boolean
}

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
 * Reads the journal while it is written: prints what the emulator prints, and remembers of init what decides
 * about an answer.
 *
 * Whatever runtime and extensions write goes to stdout, their stderr, too. Core: `telemetry/logs_egress_api.go`.
 */
export class JournalReader {
  readonly #stdout: Writable
  readonly #log: RieLog
  readonly #version: string
  readonly #waiting: string[] = []
  readonly #ends = new Map<string, ReadEnd>()
  #initialised = false
  #initErrorReported = false
  #initDurationMs: number | undefined

  /** `version`: the function's, as START tells it. */
  constructor(stdout: Writable, log: RieLog, version: string) {
    this.#stdout = stdout
    this.#log = log
    this.#version = version
  }

  /** Takes the next entry. */
  read(entry: JournalEntry): void {
    this.#tell(entry)
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
      case 'runtime.init-error':
        this.#initErrorReported = true
        break
      case 'telemetry':
        this.#telemetry(entry.event)
        break
      default:
    }
  }

  /** How an invocation ended; `undefined` if it had no turn. Can be asked once. */
  takeEnd(requestId: string): ReadEnd | undefined {
    const end = this.#ends.get(requestId)
    this.#ends.delete(requestId)
    return end
  }

  #tell(entry: JournalEntry): void {
    if (entry.type === 'process.output') return
    const text = describe(entry)
    if (text !== undefined) this.#log.write(levels[entry.type] ?? 'debug', text)
  }

  /** Invocations have their turns in the order in which they came. */
  #started(): void {
    const requestId = this.#waiting.shift()
    if (requestId !== undefined) this.#stdout.write(startLine(requestId, this.#version))
  }

  #telemetry(event: Telemetry): void {
    switch (event.type) {
      case 'platform.initStart':
        this.#initialised = false
        this.#initErrorReported = false
        break
      case 'platform.initReport':
        this.#initialised = event.record.status === 'success'
        this.#initDurationMs = event.record.metrics.durationMs
        break
      case 'platform.report':
        this.#ended(event.record)
        break
      default:
    }
  }

  #ended(report: PlatformReport): void {
    this.#stdout.write(endLines(report, this.#initDurationMs))
    this.#initDurationMs = undefined
    this.#ends.set(report.requestId, {
      report,
      initialised: this.#initialised,
      initErrorReported: this.#initErrorReported,
    })
  }
}

import type { JournalEntry, PlatformReport, Surroundings } from '@sim/simulator'
import type { InvocationEnd } from './emulated-answer.ts'

type ShutdownReason = Parameters<NonNullable<Surroundings['shutdownReason']>>[0]

/** What the journal tells of an invocation that is over: all but what its caller would get from Lambda. */
export type RecalledEnd = Omit<InvocationEnd, 'payload'>

const nothing = Buffer.alloc(0)

/**
 * What the emulator remembers of what happened, since it decides about later answers. It reads the journal while that is written.
 *
 * The very first init is unlike all others: what it failed with is said again by every later failure that has no answer of its
 * own. Core: `rapidcore/server.go`, which never forgets it.
 */
export class Recollection {
  readonly #ends = new Map<string, RecalledEnd>()
  readonly #replied = new Set<string>()
  #turnBeganAt = 0
  #generation = 1
  #hasFailed = false
  #initialised = false
  #comingInitError: Buffer = nothing
  #initError: Buffer | undefined
  #firstInitError: Buffer | undefined
  #isEnding = false

  /** Takes the next entry. */
  read(entry: JournalEntry): void {
    if (entry.generation !== this.#generation) this.#renewed(entry.generation)
    switch (entry.type) {
      case 'phase':
        if (entry.to === 'invoke') this.#turnBeganAt = entry.wallMs
        break
      case 'runtime.init-error':
        this.#initError = this.#comingInitError
        break
      case 'failed':
        this.#hasFailed = true
        break
      case 'invocation.answered':
        // What comes after a failure is the platform's answer, not the runtime's.
        if (!this.#hasFailed) this.#replied.add(entry.requestId)
        break
      case 'telemetry':
        this.#told(entry.event)
        break
      default:
    }
  }

  /** When the invocation that runs had its turn, in milliseconds since 1970. */
  get turnBeganAt(): number {
    return this.#turnBeganAt
  }

  /** The runtime is about to report that it could not initialise. The journal tells if that is taken. */
  initErrorComes(body: Buffer): void {
    this.#comingInitError = body
  }

  /** The emulator is being ended. */
  ending(): void {
    this.#isEnding = true
  }

  /** How an invocation ended; `undefined` if it had no turn. Can be asked once. */
  takeEnd(requestId: string): RecalledEnd | undefined {
    const end = this.#ends.get(requestId)
    this.#ends.delete(requestId)
    return end
  }

  /** How the emulator spells why everything is ended. Captured; core: `rapidcore/server.go`, `sandbox_builder.go`. */
  spell(reason: ShutdownReason): string {
    if (this.#isEnding) return 'SandboxTerminated'
    if (reason === 'timeout') return 'Timeout'
    const isFirstInit = this.#generation === 1 && !this.#initialised
    return reason === 'failure' && !isFirstInit ? 'ReleaseFail' : 'spindown'
  }

  #renewed(generation: number): void {
    this.#generation = generation
    this.#hasFailed = false
    this.#initialised = false
    this.#initError = undefined
  }

  #told(event: JournalEntry<'telemetry'>['event']): void {
    if (event.type === 'platform.initReport') this.#initOver(event.record.status)
    if (event.type === 'platform.report') this.#invocationOver(event.record)
  }

  #initOver(status: string | undefined): void {
    this.#initialised = status === 'success'
    if (this.#generation === 1 && !this.#initialised) {
      this.#firstInitError = this.#initError ?? nothing
    }
  }

  #invocationOver({ requestId, status }: PlatformReport): void {
    const replied = this.#replied.delete(requestId) || this.#initError !== undefined
    this.#ends.set(requestId, { status, replied, firstInitError: this.#firstInitError })
  }
}

import { pollUntil, systemClock, type Clock } from '@sim/core'
import {
  exitReason,
  UnkillableError,
  type ExitAsker,
  type OsExitReason,
  type ExitStatus,
  type KillOptions,
  type SpawnOptions,
  type StopOptions,
} from '@sim/process'
import type { SandboxProcess } from '@sim/simulator'
import { constants } from 'node:os'
import type { EngineExec } from './container-runtime.ts'
import type { ContainerSignals } from './container-signals.ts'
import type { Control } from './control-shell.ts'
import type { ExecOutput } from './exec-output.ts'
import { descendantsOf, isIn, type ProcessTable } from './process-table.ts'

/** A process that was started inside a container, as the engine and the process table know it. */
export interface StartedExec {
  readonly exec: EngineExec
  readonly output: ExecOutput
  readonly pid: number
  readonly startTime: string
}

/**
 * A process inside a container, with the group that it leads.
 *
 * Its death is one moment: it has exited, its group was killed once more, and its output is over or was cut off
 * after `drainMs`. Descendants that left the group are ended too, if they were seen while they had their parents;
 * one that was orphaned before lives as long as the container.
 *
 * The engine tells a death by a signal as code 128 and the signal's number on top, so such a code is taken for one.
 */
export class ContainerProcess implements SandboxProcess {
  readonly pid: number
  readonly exited: Promise<OsExitReason>
  readonly #name: string
  readonly #started: StartedExec
  readonly #control: Control
  readonly #clock: Clock
  readonly #ended = Promise.withResolvers<void>()
  readonly #signals: ContainerSignals
  readonly #missing = Promise.withResolvers<void>()
  /** Its descendants as far as they were seen, by number; the values are their start times. */
  readonly #descendants = new Map<number, string>()
  #asker: ExitAsker = 'nobody'
  #hasEnded = false

  constructor(
    started: StartedExec,
    options: SpawnOptions,
    inside: { readonly control: Control; readonly signals: ContainerSignals },
  ) {
    const { name, drainMs = 200, clock = systemClock } = options
    this.pid = started.pid
    this.#name = name
    this.#started = started
    this.#control = inside.control
    this.#signals = inside.signals
    this.#clock = clock
    this.exited = this.#follow(drainMs)
  }

  /** Asks its group to end, and sees to it with SIGKILL after the deadline. */
  async stop(options: StopOptions = {}): Promise<OsExitReason> {
    const { signal = 'SIGTERM', deadlineMs = 2_000 } = options
    if (!this.#hasEnded && this.#asker === 'nobody') {
      this.#asker = 'stop'
      // Whose they were cannot be seen any more once it has ended.
      const seen = this.#signals.refresh()
      this.#tell('g', signal.slice(3))
      // A stopped process would not hear it.
      this.#tell('g', 'CONT')
      await seen
    }
    return (await this.#endsWithin(deadlineMs)) ? this.exited : this.kill()
  }

  /** Ends its group at once. Rejects with `ERR_UNKILLABLE` if it is still there at the deadline. */
  async kill(options: KillOptions = {}): Promise<OsExitReason> {
    const { deadlineMs = 9_000 } = options
    if (!this.#hasEnded) {
      if (this.#asker === 'nobody') this.#asker = 'kill'
      this.#tell('k')
    }
    if (await this.#endsWithin(deadlineMs)) return this.exited
    throw new UnkillableError({ name: this.#name, pid: this.pid }, deadlineMs)
  }

  #tell(...command: string[]): void {
    this.#control.tell([...command, this.pid, this.#started.startTime].join(' '))
  }

  async #follow(drainMs: number): Promise<OsExitReason> {
    const { exec, output, pid } = this.#started
    const readings = this.#signals.readings.subscribe((table) => this.#look(table))
    await Promise.race([output.over, this.#missing.promise])
    const reason = exitReason(await this.#status(exec), this.#asker)
    readings[Symbol.dispose]()
    this.#hasEnded = true
    this.#signals.forget(pid)
    this.#sweep()
    this.#ended.resolve()
    await output.drained(drainMs, this.#clock)
    return reason
  }

  /** Whoever holds its output beyond its end does not delay the news: the table tells of it, too. */
  #look(table: ProcessTable): void {
    const { pid, startTime } = this.#started
    if (!isIn(table, pid, startTime)) return this.#missing.resolve()
    for (const [known, started] of this.#descendants) {
      if (!isIn(table, known, started)) this.#descendants.delete(known)
    }
    for (const { entry } of descendantsOf(table, pid)) {
      this.#descendants.set(entry.pid, entry.startTime)
    }
  }

  /** Ends what is left of its group and those of its descendants that left the group. */
  #sweep(): void {
    this.#control.tell(`w ${this.pid}`)
    for (const [pid, startTime] of this.#descendants) {
      this.#control.tell(`g KILL ${pid} ${startTime}`)
    }
  }

  /** The output may be over before the engine has noted the end, or while the process goes on without it. */
  async #status(exec: EngineExec): Promise<ExitStatus> {
    try {
      const { ExitCode: code } = await pollUntil(
        () => exec.inspect(),
        ({ Running: isRunning }) => !isRunning,
        { what: `the end of ${this.#name}`, timeoutMs: Infinity, clock: this.#clock },
      )
      return exitStatus(code ?? 0)
    } catch {
      // An engine that does not know it any more has removed its container, and everything in it was killed.
      return { signal: 'SIGKILL' }
    }
  }

  async #endsWithin(ms: number): Promise<boolean> {
    const late = Promise.withResolvers<void>()
    using _timer = this.#clock.after(ms, late.resolve)
    await Promise.race([this.#ended.promise, late.promise])
    return this.#hasEnded
  }
}

function exitStatus(code: number): ExitStatus {
  const signal = signalNames.get(code - 128)
  return signal === undefined ? { code } : { signal }
}

/** The first name of each number: `SIGABRT` comes before `SIGIOT`. */
const signalNames: ReadonlyMap<number, NodeJS.Signals> = new Map(
  Object.entries(constants.signals)
    .toReversed()
    .map(([name, number]) => [number, name as NodeJS.Signals]),
)

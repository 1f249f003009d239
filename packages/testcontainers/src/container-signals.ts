import type { FreezeSignal, ProcessEntry, SignalPort, ThreadState } from '@sim/freeze'
import { Cell, systemClock, type Clock, type Watchable } from '@sim/core'
import type { Control } from './control-shell.ts'
import {
  newRow,
  parseStat,
  parseTable,
  type ProcessRow,
  type ProcessTable,
} from './process-table.ts'

/** Milliseconds between two readings that nobody waits for. */
const restMs = 100

/**
 * The processes inside a container: signals go through its control shell, and states are read there.
 *
 * Between two readings it answers from the last one. Who was signalled since counts as running until a reading
 * that was asked for afterwards says otherwise: nothing is ever thought to be stopped because it was before.
 */
export class ContainerSignals implements SignalPort {
  readonly isSupported = true
  /** The control shell, which must not be stopped. */
  readonly self: number
  readonly #control: Control
  readonly #readings = new Cell<ProcessTable>(new Map())
  #rows = new Map<number, ProcessRow>()
  /** Counts what was done from here. */
  #deeds = 0
  /** Whom it was done to, as long as no reading shows it. */
  readonly #touched = new Map<number, number>()
  /** Whether another reading is wanted, while one is made or has just been made. */
  #soon: 'no' | 'busy' | 'again' = 'no'
  readonly #clock: Clock

  constructor(control: Control, self: number, clock: Clock = systemClock) {
    this.#control = control
    this.self = self
    this.#clock = clock
  }

  /** The last reading, to be followed. */
  get readings(): Watchable<ProcessTable> {
    return this.#readings
  }

  read(pid: number): ProcessEntry | undefined {
    return this.#rows.get(pid)?.entry
  }

  threads(pid: number): readonly ThreadState[] {
    return this.#rows.get(pid)?.threads ?? []
  }

  children(pid: number): readonly number[] {
    return [...this.#rows.values()].flatMap(({ entry }) => (entry.ppid === pid ? [entry.pid] : []))
  }

  /** The high-water mark of its memory in KiB, as of the last reading; 0 while there is none. */
  peakMemoryKb(pid: number): number {
    return this.#rows.get(pid)?.peakMemoryKb ?? 0
  }

  send(pid: number, signal: FreezeSignal): void {
    const row = this.#rows.get(pid)
    if (row === undefined) throw noSuchProcess(pid)
    this.#control.tell(`s ${signal.slice(3)} ${pid} ${row.entry.startTime}`)
    this.#touch(pid, {
      ...row,
      entry: { ...row.entry, state: 'R' },
      threads: row.threads.map(({ tid }) => ({ tid, state: 'R' })),
    })
  }

  async pause(): Promise<void> {
    await this.refresh()
  }

  /** Reads the table; what was told before is done by then. */
  async refresh(): Promise<void> {
    const asked = this.#deeds
    const lines = await this.#control.ask('t')
    // Without a control there is no container, and nobody in it.
    const rows = parseTable(lines ?? [])
    for (const [pid, deed] of lines === undefined ? [] : this.#touched) {
      if (deed <= asked) this.#touched.delete(pid)
      else this.#keep(pid, rows)
    }
    this.#rows = rows
    this.#readings.set(rows)
  }

  /** Reads the table some time soon, once for all who ask meanwhile, and not too often. */
  refreshSoon(): void {
    if (this.#soon !== 'no') {
      this.#soon = 'again'
      return
    }
    this.#soon = 'busy'
    void this.refresh().then(() => this.#clock.after(restMs, () => this.#rested()))
  }

  /** A process has just been started: `stat` is its line. Undefined if that is none. */
  add(stat: string): ProcessEntry | undefined {
    const { tid: pid, ...rest } = parseStat(stat) ?? {}
    if (pid === undefined) return undefined
    const entry = { pid, ...rest } as ProcessEntry
    this.#touch(pid, newRow(entry))
    return entry
  }

  /** A process has ended. */
  forget(pid: number): void {
    this.#touch(pid, undefined)
  }

  #rested(): void {
    const isWanted = this.#soon === 'again'
    this.#soon = 'no'
    if (isWanted) this.refreshSoon()
  }

  #touch(pid: number, row: ProcessRow | undefined): void {
    this.#deeds += 1
    this.#touched.set(pid, this.#deeds)
    if (row === undefined) this.#rows.delete(pid)
    else this.#rows.set(pid, row)
  }

  /** What was done after a reading was asked for outlasts it. */
  #keep(pid: number, rows: Map<number, ProcessRow>): void {
    const row = this.#rows.get(pid)
    if (row === undefined) rows.delete(pid)
    else rows.set(pid, row)
  }
}

const noSuchProcess = (pid: number): Error =>
  Object.assign(new Error(`there is no process ${pid} inside`), { code: 'ESRCH' })

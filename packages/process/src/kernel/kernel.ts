import { systemClock, type Clock } from '@sim/core'
import { Meters } from '../metrics/meters.ts'
import type { MetricsSink } from '../metrics/metrics-sink.ts'
import { currentProcess } from '../task/current-process.ts'
import { Turns } from '../task/turns.ts'
import type { ProcessLog } from './events.ts'
import { environmentOf, type Pid } from './pid.ts'
import type { Process } from './process.ts'
import type { ProcessTable } from './process-table.ts'
import { WorkQueue } from './work-queue.ts'

/** What environments of one set have in common. */
export interface KernelOptions {
  readonly clock?: Clock | undefined
  readonly log?: ProcessLog | undefined
  readonly metrics?: MetricsSink | undefined
}

/** One set of environments whose processes may know each other. */
export class Kernel {
  readonly clock: Clock
  readonly log: ProcessLog | undefined
  readonly meters: Meters
  readonly turns = new Turns()
  /** Deaths that are still to be told. */
  readonly notices = new WorkQueue()
  readonly tables = new Map<string, ProcessTable>()

  constructor(options: KernelOptions = {}) {
    this.clock = options.clock ?? systemClock
    this.log = options.log
    this.meters = new Meters(options.metrics)
  }

  /** The process in whose function this is called, if it is one of this set. */
  current(): Pid | undefined {
    const pid = currentProcess()?.pid
    return pid !== undefined && this.find(pid) !== undefined ? pid : undefined
  }

  /** A living process of any environment of the set. */
  find(pid: string): Process | undefined {
    return this.tables.get(environmentOf(pid))?.find(pid)
  }
}

import { systemClock, type Clock } from '@sim/core'
import { Meters } from '../metrics/meters.ts'
import type { MetricsSink } from '../metrics/metrics-sink.ts'
import { Turns } from '../task/turns.ts'
import type { ProcessLog } from './events.ts'
import { environmentOf } from './pid.ts'
import type { Process } from './process.ts'
import { WorkQueue } from './work-queue.ts'

/** What environments of one set have in common. */
export interface KernelOptions {
  readonly clock?: Clock | undefined
  readonly log?: ProcessLog | undefined
  readonly metrics?: MetricsSink | undefined
}

/** The processes of an environment, as other environments know them. */
interface Directory {
  find(pid: string): Process | undefined
}

/** One set of environments whose processes may know each other. */
export class Kernel {
  readonly clock: Clock
  readonly log: ProcessLog | undefined
  readonly meters: Meters
  readonly turns = new Turns()
  readonly notices = new WorkQueue()
  /** By the id of their environment. */
  readonly directories = new Map<string, Directory>()

  constructor(options: KernelOptions = {}) {
    this.clock = options.clock ?? systemClock
    this.log = options.log
    this.meters = new Meters(options.metrics)
  }

  /** A living process of any environment of the set. */
  find(pid: string): Process | undefined {
    return this.directories.get(environmentOf(pid))?.find(pid)
  }
}

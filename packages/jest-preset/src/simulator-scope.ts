import type { Simulator, SimulatorOptions } from '@sim/simulator'

interface Started {
  readonly key: string
  readonly starting: Promise<Simulator>
  simulator?: Simulator
}

/** The simulators of one test, one `describe` block, or one file: they end together. */
export class SimulatorScope {
  /** The test or block that it belongs to. */
  readonly owner: unknown
  readonly isTest: boolean
  /** What `configureSimulator` has set in it. */
  configured: SimulatorOptions = {}
  #started: Started[] = []

  constructor(owner: unknown, isTest: boolean) {
    this.owner = owner
    this.isTest = isTest
  }

  /** Those that answer, stopped ones included, oldest first. */
  get simulators(): readonly Simulator[] {
    return this.#started.flatMap(({ simulator }) => simulator ?? [])
  }

  /** The newest that was started with these options, or with any; not if it has been ended since. */
  find(key?: string): Promise<Simulator> | undefined {
    return this.#started.findLast(
      (one) => (key === undefined || one.key === key) && !isEnding(one.simulator),
    )?.starting
  }

  /** Takes charge of one that is being started. */
  async add(key: string, starting: Promise<Simulator>): Promise<Simulator> {
    const started: Started = { key, starting }
    this.#started.push(started)
    try {
      started.simulator = await starting
      return started.simulator
    } catch (error) {
      this.#started = this.#started.filter((one) => one !== started)
      throw error
    }
  }

  /** Stops them all, at once. Rejects with what would not stop. */
  async end(): Promise<void> {
    // One that did not start has told so, and left nothing to stop.
    const stopping = this.#started.map(async ({ starting }) => {
      const simulator = await starting.catch(() => undefined)
      await simulator?.stop()
    })
    const stopped = await Promise.allSettled(stopping)
    const failures = stopped.flatMap((one) => (one.status === 'rejected' ? [one.reason] : []))
    if (failures.length === 1) throw failures[0]
    if (failures.length > 1) throw new AggregateError(failures, 'several simulators did not stop')
  }
}

function isEnding(simulator: Simulator | undefined): boolean {
  return simulator?.phase === 'shutdown' || simulator?.phase === 'stopped'
}

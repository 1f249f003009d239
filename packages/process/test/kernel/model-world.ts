import { ManualClock } from '@sim/core'
import {
  Environments,
  MemoryMetrics,
  type Environment,
  type MonitorRef,
  type Pid,
} from '@sim/process'
import { canonicalEnvelope, isAlike, withoutMonitor } from './canonical.ts'
import type { Id, ModelMonitor, Notice } from './model-process.ts'
import { Model } from './model.ts'
import { type Puppet } from './puppet.ts'
import { quiet } from './quiet.ts'

/** The kernel and the model, to which the same happens. What differs stands in `differences`. */
export class World {
  readonly model = new Model()
  readonly metrics = new MemoryMetrics()
  readonly clock = new ManualClock()
  readonly set = new Environments({ clock: this.clock, metrics: this.metrics })
  readonly environments: readonly Environment[] = ['0', '1'].map((id) => this.#create(id))
  readonly actors: Puppet[] = []
  readonly differences: unknown[] = []
  readonly monitors: { real: MonitorRef; model: ModelMonitor }[] = []
  readonly ends: { actor: Puppet; end: Promise<unknown> }[] = []
  /** Who was seen to die since the last comparison. */
  #deaths: Id[] = []
  messages = 0

  /** Moves the time on. */
  advance(ms: number): void {
    this.model.advance(ms)
    this.clock.advance(ms)
  }

  /** Everything is at rest: so is the model. */
  settle(): void {
    this.model.settle(this.#deaths)
    this.#deaths = []
  }

  /** Has every process end when it is asked to, and asks them; both worlds must end empty. */
  async end(): Promise<void> {
    for (const actor of this.actors) {
      this.#endWhenAsked(actor)
      this.same(`mailbox of ${actor.handle.pid}`, this.#drain(actor), this.#notices(actor))
    }
    const living = this.actors.filter(({ handle }) => handle.exit === undefined).map(pidOf)
    let isOver = false
    const shutdown = this.set.shutdown({ deadlineMs: 60_000 }).finally(() => (isOver = true))
    while (!isOver) {
      this.clock.advance(100)
      await quiet(1)
    }
    const reports = [...(await shutdown).values()]
    const told = reports.flatMap(({ clean, failed, killed }) => [...clean, ...failed, ...killed])
    const rest = reports.flatMap(({ unkillable, runaway }) => [...unkillable, ...runaway])
    this.same('told by the reports', told.toSorted(), living.toSorted())
    this.same('not ended', rest, [])
    this.same('environments', this.set.list().length, 0)
    for (const [gauge, value] of Object.entries(this.metrics.snapshot())) {
      if (gauges.test(gauge)) this.same(gauge, value, 0)
    }
    for (const { actor, end } of this.ends) {
      this.same('end that was waited for', (await end) === actor.handle.exit, true)
    }
  }

  /** Notes it if two things differ. */
  same(what: string, real: unknown, model: unknown): void {
    if (!isAlike(real, model)) this.differences.push({ what, real, model })
  }

  #endWhenAsked({ self, throw: fail }: Puppet): void {
    if (self.signal.aborted) fail(self.signal.reason)
    self.signal.addEventListener('abort', () => fail(self.signal.reason), { once: true })
  }

  #drain(actor: Puppet): unknown[] {
    const { self } = actor
    const taken: unknown[] = []
    while (self.mailbox.size > 0) taken.push(canonicalEnvelope(self.mailbox.tryReceive()!))
    return taken
  }

  #notices({ handle }: Puppet): Omit<Notice, 'monitor'>[] {
    return this.model.get(handle.pid).mailbox.map(withoutMonitor)
  }

  /** Mostly one that lives. */
  actor(index: number): Puppet {
    const living = index % 10 === 0 ? [] : this.actors.filter((actor) => this.isAlive(actor))
    const candidates = living.length > 0 ? living : this.actors
    return candidates[index % candidates.length]!
  }

  actorOf(pid: Pid): Puppet {
    return this.actors.find(({ handle }) => handle.pid === pid)!
  }

  reachable(index: number): Pid | undefined {
    const candidates = this.actors.filter(({ handle }) => this.model.isReachable(handle.pid))
    return candidates[index % candidates.length]?.handle.pid
  }

  isAlive({ handle }: { handle: { pid: Pid } }): boolean {
    return this.model.get(handle.pid).life === 'alive'
  }

  environmentOf({ handle }: { handle: { pid: Pid } }): 0 | 1 {
    return handle.pid.startsWith('0') ? 0 : 1
  }

  #create(id: string): Environment {
    return this.set.create({
      id,
      onEvent: (event) => {
        if (event.type === 'exited') this.#deaths.push(event.pid)
      },
    })
  }
}

/** What must be 0 in the end. */
const gauges = /alive|outstanding|registered|active|runaway|process\.count|environment\.count/

const pidOf = ({ handle }: Puppet): Pid => handle.pid

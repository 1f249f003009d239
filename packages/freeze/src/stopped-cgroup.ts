import type { CgroupBox } from './cgroup-box.ts'
import { FreezeError } from './freeze-error.ts'
import type { Stopping } from './freezer.ts'
import { isSame, isThere, keyOf, type ProcessIdentity } from './process-identity.ts'
import { isHalted, type SignalPort } from './signal-port.ts'

/** A control group that is being stopped, or is stopped. */
export class StoppedCgroup implements Stopping {
  readonly #box: CgroupBox
  readonly #port: SignalPort
  readonly #roots = new Set<ProcessIdentity>()
  /** Everyone who was in it, by pid and start time. */
  readonly #known = new Map<string, ProcessIdentity>()
  readonly #told = new Set<string>()
  readonly #failures: FreezeError[] = []
  readonly #goneRoots: ProcessIdentity[] = []
  #isAsked = false
  #isPending = false

  constructor(box: CgroupBox, port: SignalPort) {
    this.#box = box
    this.#port = port
  }

  get processes(): readonly ProcessIdentity[] {
    this.#attempt(() => this.#note())
    return [...this.#known.values()]
  }

  add(root: ProcessIdentity): void {
    this.#roots.add(root)
    this.#isPending = true
    this.#attempt(() => {
      this.#box.admit(root)
      if (!this.#isAsked) this.#box.stop()
      this.#isAsked = true
    })
  }

  advance(): boolean {
    this.#attempt(() => this.#findGoneRoots())
    if (this.#isPending) this.#attempt(() => this.#look())
    return !this.#isPending
  }

  takeFailures(): readonly FreezeError[] {
    return this.#failures.splice(0)
  }

  takeGoneRoots(): readonly ProcessIdentity[] {
    return this.#goneRoots.splice(0)
  }

  takeJustStopped(): readonly ProcessIdentity[] {
    if (this.#isPending) return []
    const news = [...this.#known].filter(([key]) => !this.#told.has(key))
    for (const [key] of news) this.#told.add(key)
    return news.map(([, process]) => process)
  }

  notStopped(withinMs: number): readonly FreezeError[] {
    const message = `wanted ${this.#box.path} frozen within ${withinMs} ms, found ${this.describePending()}`
    return [new FreezeError('ERR_FREEZE_NOT_STOPPED', message)]
  }

  describePending(): string {
    if (!this.#isPending) return 'everything stopped'
    const threads = this.processes.flatMap(({ pid }) => this.#port.threads(pid))
    // Who sleeps may be stopped already: the kernel shows it as sleeping.
    const busy = threads.filter(({ state }) => state !== 'S' && !isHalted(state))
    const states = busy.map(({ tid, state }) => `thread ${tid} is ${state}`)
    return `the control group ${this.#box.path} not frozen: ${states.join(', ') || 'nobody runs'}`
  }

  abandonPending(): void {
    this.#isPending = false
  }

  release(root: ProcessIdentity): readonly ProcessIdentity[] {
    for (const each of this.#roots) if (isSame(each, root)) this.#roots.delete(each)
    return []
  }

  #look(): void {
    if (!this.#box.isFrozen) return
    this.#note()
    this.#isPending = false
  }

  #note(): void {
    const inside = new Map(this.#box.members.map((process) => [keyOf(process), process]))
    for (const [key, process] of this.#known) {
      // Who lives outside was moved out; who is gone was stopped until it ended.
      if (!inside.has(key) && isThere(this.#port, process)) this.#known.delete(key)
    }
    for (const [key, process] of inside) this.#known.set(key, process)
  }

  #findGoneRoots(): void {
    for (const root of this.#roots) {
      if (isThere(this.#port, root)) continue
      this.#roots.delete(root)
      this.#goneRoots.push(root)
    }
  }

  #attempt(step: () => void): void {
    try {
      step()
    } catch (error) {
      this.#failures.push(error as FreezeError)
    }
  }
}

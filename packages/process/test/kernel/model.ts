import type { Edge, Id, ModelMonitor, ModelProcess, Reason, SpawnPlan } from './model-process.ts'

const unexpected = 'it ended by itself, which it is not meant to do'

/**
 * The rules of links, monitors, names and deaths, written down a second time and as plainly as possible: lists are
 * searched, and nothing is shared with the kernel.
 */
export class Model {
  readonly processes: ModelProcess[] = []
  readonly names = new Map<string, Id>()
  /** In the order in which they were made. */
  edges: Edge[] = []
  monitors: ModelMonitor[] = []
  /** Those whose last child has died. */
  released: Id[] = []
  time = 0
  /** Those whose time is over. */
  #late: Id[] = []
  #deadlines: { at: number; id: Id }[] = []
  #notices: (() => void)[] = []
  #isTelling = false

  get(id: Id): ModelProcess {
    return this.processes.find((process) => process.id === id) as ModelProcess
  }

  spawn(id: Id, plan: SpawnPlan): void {
    const { parent, name, link, monitor, detached, ...own } = plan
    const process: ModelProcess = {
      ...own,
      parent,
      id,
      life: 'alive',
      asked: undefined,
      reason: undefined,
      names: [],
      children: [],
      mailbox: [],
      isTold: false,
    }
    this.processes.push(process)
    if (name !== undefined) this.register(name, id)
    if (parent !== undefined && link === undefined && !detached) this.get(parent).children.push(id)
    const linked = link?.to ?? parent
    if (link !== undefined && linked !== undefined) this.link(linked, id, { tag: link.tag })
    if (monitor !== undefined && parent !== undefined) this.monitor(parent, id, monitor.tag)
  }

  isReachable(id: Id | undefined): boolean {
    return this.processes.some((process) => process.id === id && process.life !== 'dead')
  }

  /** The caller has made sure that it may. */
  register(name: string, id: Id): void {
    if (this.names.get(name) === id) return
    this.names.set(name, id)
    this.get(id).names.push(name)
  }

  unregister(name: string): boolean {
    const id = this.names.get(name)
    if (id === undefined) return false
    this.names.delete(name)
    this.get(id).names = this.get(id).names.filter((other) => other !== name)
    return true
  }

  link(
    a: Id,
    b: Id,
    options: { tag?: number | undefined; oneWay?: boolean; relink?: boolean } = {},
  ): void {
    if (a === b) return
    if (!this.isReachable(b)) return this.#hearOfLink(a, b, options.tag, { kind: 'noproc' })
    const toA = this.#edge(b, a)
    if (toA === undefined) {
      this.edges.push({ teller: b, told: a, tag: options.tag, chosen: true })
    } else if (!toA.chosen || options.relink === true) {
      toA.tag = options.tag
      toA.chosen = true
    }
    if (options.oneWay !== true && this.#edge(a, b) === undefined) {
      this.edges.push({ teller: a, told: b, tag: undefined, chosen: false })
    }
  }

  unlink(a: Id, b: Id): void {
    this.edges = this.edges.filter(
      ({ teller, told }) => !(teller === a && told === b) && !(teller === b && told === a),
    )
  }

  monitor(watcher: Id, watched: Id, tag: number | undefined): ModelMonitor {
    const monitor = { watcher, watched, tag }
    if (this.isReachable(watched)) this.monitors.push(monitor)
    else this.#hearOfDeath(monitor, { kind: 'noproc' })
    return monitor
  }

  demonitor(monitor: ModelMonitor, flush: boolean): boolean {
    const was = this.monitors.includes(monitor)
    this.monitors = this.monitors.filter((other) => other !== monitor)
    const watcher = this.get(monitor.watcher)
    if (flush) watcher.mailbox = watcher.mailbox.filter((notice) => notice.monitor !== monitor)
    return was
  }

  send(from: Id | undefined, to: Id, tag: number | undefined, data: number): boolean {
    if (!this.isReachable(to) || this.get(to).life !== 'alive') return false
    this.get(to).mailbox.push({ type: 'message', from, tag, data })
    return true
  }

  kill(id: Id, asked: Reason): void {
    const process = this.get(id)
    if (process.life !== 'alive') return
    if (process.asked === undefined) process.asked = asked
    else if (process.asked.kind === 'shutdown') process.asked.forced = true
    this.#end(process, process.asked)
  }

  /** Somebody wants it to stop, within so many milliseconds. */
  stop(id: Id, why: string | undefined, ms: number, isSilent = false): void {
    const process = this.get(id)
    if (process.life !== 'alive') return
    if (process.asked === undefined) {
      process.asked = { kind: 'shutdown', ...(why !== undefined && { why }) }
      process.isTold = !isSilent
    }
    if (ms === 0) this.#late.push(id)
    else this.#deadlines.push({ at: this.time + ms, id })
  }

  /** Its function returns, throws, or passes on that it is to stop. */
  finish(id: Id, how: 'return' | 'throw' | 'pass on'): void {
    const process = this.get(id)
    if (process.life !== 'alive') return
    const hasThrown = how === 'throw' || (how === 'pass on' && !process.isTold)
    if (hasThrown) this.#end(process, { kind: 'failure', message: 'thrown' })
    else if (process.asked !== undefined) this.#end(process, process.asked)
    else if (process.normalExit === 'normal') this.#end(process, { kind: 'normal' })
    else this.#end(process, { kind: 'failure', message: unexpected })
  }

  advance(ms: number): void {
    this.time += ms
    const due = this.#deadlines.filter(({ at }) => at <= this.time).sort((a, b) => a.at - b.at)
    this.#deadlines = this.#deadlines.filter(({ at }) => at > this.time)
    this.#late.push(...due.map(({ id }) => id))
  }

  /** Whoever is late is killed, one after the other, and who waited for one of them dies before the next. */
  settle(order: readonly Id[]): void {
    this.#release(order)
    for (let id = this.#late.shift(); id !== undefined; id = this.#late.shift()) {
      this.kill(id, { kind: 'shutdown', forced: true })
      this.#release(order)
    }
  }

  /** Who is told when it dies. */
  toldBy(id: Id): Id[] {
    return this.edges.filter(({ teller }) => teller === id).map(({ told }) => told)
  }

  /** Those whose last child has died are dead as well. `order`: who was seen to be dead first, if several are. */
  #release(order: readonly Id[]): void {
    const rank = (id: Id): number => (order.indexOf(id) + order.length + 1) % (order.length + 1)
    while (this.released.length > 0) {
      this.released.sort((a, b) => rank(a) - rank(b))
      this.#die(this.get(this.released.shift() as Id))
    }
  }

  #edge(teller: Id, told: Id): Edge | undefined {
    return this.edges.find((edge) => edge.teller === teller && edge.told === told)
  }

  #end(process: ModelProcess, reason: Reason): void {
    process.life = 'ending'
    process.reason = reason
    process.mailbox = []
    const children = process.children.filter((id) => this.isReachable(id))
    if (children.length === 0) return this.#die(process)
    for (const id of children) {
      const { shutdownMs } = this.get(id)
      if (shutdownMs === 'kill') this.stop(id, 'its parent ended', 0, true)
      else this.stop(id, 'its parent ended', shutdownMs)
    }
  }

  #die(process: ModelProcess): void {
    const { id } = process
    const reason = process.reason as Reason
    const told = this.toldBy(id)
    process.life = 'dead'
    for (const name of process.names) this.names.delete(name)
    process.names = []
    this.edges = this.edges.filter((edge) => edge.told !== id)
    this.monitors = this.monitors.filter(({ watcher }) => watcher !== id)
    for (const peer of told) this.#notices.push(() => this.#linkDied(peer, id, reason))
    for (const monitor of this.monitors.filter(({ watched }) => watched === id)) {
      this.#notices.push(() => this.#watchedDied(monitor, reason))
    }
    this.#tellAll()
    const parent = process.parent === undefined ? undefined : this.get(process.parent)
    if (parent?.life !== 'ending' || !parent.children.includes(id)) return
    if (!parent.children.some((child) => this.isReachable(child))) this.released.push(parent.id)
  }

  #tellAll(): void {
    if (this.#isTelling) return
    this.#isTelling = true
    for (let next = this.#notices.shift(); next !== undefined; next = this.#notices.shift()) next()
    this.#isTelling = false
  }

  #linkDied(peer: Id, dead: Id, reason: Reason): void {
    const edge = this.#edge(dead, peer)
    if (edge === undefined) return
    this.unlink(peer, dead)
    this.#hearOfLink(peer, dead, edge.tag, reason)
  }

  #hearOfLink(id: Id, from: Id, tag: number | undefined, reason: Reason): void {
    const process = this.get(id)
    if (process.life !== 'alive') return
    if (process.trap) process.mailbox.push({ type: 'link-died', from, tag, reason })
    else if (reason.kind !== 'normal') {
      this.kill(id, { kind: 'linked', from, cause: reason })
    }
  }

  #watchedDied(monitor: ModelMonitor, reason: Reason): void {
    if (!this.monitors.includes(monitor)) return
    this.monitors = this.monitors.filter((other) => other !== monitor)
    this.#hearOfDeath(monitor, reason)
  }

  #hearOfDeath(monitor: ModelMonitor, reason: Reason): void {
    const { watched: from, tag } = monitor
    const watcher = this.get(monitor.watcher)
    if (watcher.life !== 'alive') return
    watcher.mailbox.push({ type: 'process-died', from, tag, reason, monitor })
  }
}

import type { Clock } from '@sim/core'
import { types } from 'node:util'
import type { Meters } from '../metrics/meters.ts'
import { asError } from './as-error.ts'
import { reasonOf, withFailures, type AskedEnd } from './asked-end.ts'
import type { Body, BodyEnd, BodyHost, ProcessKind } from './body.ts'
import { noteDeath } from './death-notes.ts'
import { linkDied, part, watchedDied } from './deaths.ts'
import type { Envelope, MonitorRef, Tag } from './envelope.ts'
import type { ExitReason } from './exit-reason.ts'
import type { ProcessOptions } from './handle-options.ts'
import type { Home } from './home.ts'
import { unlessDead } from './exited-within.ts'
import { Links } from './links.ts'
import { Monitors } from './monitors.ts'
import { PendingBody } from './pending-body.ts'
import { numberOf, type Pid } from './pid.ts'
import { ProcessExitedError } from './process-errors.ts'
import { Scope } from './scope.ts'
import { sendMessage } from './send-message.ts'
import { defaultKillMs, stopAll } from './stop.ts'

/** `stopping`: it was asked or made to end, and is not gone yet. */
export type ProcessState = 'starting' | 'running' | 'stopping' | 'exited'

/** What a process needs of the environment that it lives in. */
export type ProcessHome = Home<Process>

/**
 * One process: its life, and what it stands for to others.
 *
 * Whatever ends it goes through one funnel. The first who asks for its end is who its reason names.
 */
export class Process implements BodyHost {
  readonly pid: Pid
  readonly home: ProcessHome
  readonly options: ProcessOptions
  readonly parent: Process | undefined
  readonly names = new Set<string>()
  readonly links: Links<Process>
  readonly monitors: Monitors
  readonly scope: Scope
  readonly clock: Clock
  readonly meters: Meters
  /** Those that it spawned, and that do not outlive it. */
  readonly children = new Set<Process>()
  /** Whom its options link with it or have watch it: they are not told of one that never worked. */
  readonly sponsors = new Set<Process>()
  trapsExits: boolean
  readonly #exited = Promise.withResolvers<ExitReason>()
  readonly exited = this.#exited.promise
  readonly #started = Promise.withResolvers<void>()
  /** Resolves when it works; never, if it never does. */
  readonly started = this.#started.promise
  readonly #pending = new PendingBody(this)
  #body: Body | undefined
  #asked: AskedEnd | undefined
  #end: BodyEnd | undefined
  #exit: ExitReason | undefined
  #isStarted = false

  /** Enters the table, and is linked and watched as its options say. Throws `ERR_NAME_TAKEN`. */
  constructor(home: ProcessHome, parent: Process | undefined, options: ProcessOptions) {
    this.home = home
    this.parent = parent
    this.options = options
    this.pid = home.takePid()
    this.trapsExits = options.trapExit ?? false
    this.clock = home.clock
    this.meters = home.meters
    this.scope = new Scope(home.clock)
    this.links = new Links<Process>(this, (type, other) => {
      home.meters.changed('lunatic.process.links.alive', type === 'linked' ? 1 : -1)
      home.tell({ type, pid: this.pid, to: other.pid })
    })
    this.monitors = new Monitors({
      notices: home.notices,
      onChange: (by) => home.meters.changed('sim.process.monitors.alive', by),
      onDeath: (ref, reason) => watchedDied(this, ref, reason),
    })
    if (options.name !== undefined) home.register(options.name, this)
    home.add(this)
  }

  /** Why it is dead; `undefined` until then. */
  get exit(): ExitReason | undefined {
    return this.#exit
  }

  get end(): BodyEnd | undefined {
    return this.#end
  }

  get kind(): ProcessKind | undefined {
    return this.#body?.kind
  }

  get state(): ProcessState {
    if (this.#exit !== undefined) return 'exited'
    if (this.isEnding) return 'stopping'
    return this.#isStarted ? 'running' : 'starting'
  }

  get name(): string {
    return this.options.name ?? [...this.names][0] ?? this.pid
  }

  get isEnding(): boolean {
    return this.#asked !== undefined || this.#end !== undefined
  }

  get calledOff(): AbortSignal {
    return this.#pending.calledOff
  }

  /** Whether its body is over: nobody can reach it any more. */
  get isOver(): boolean {
    return this.#end !== undefined
  }

  /**
   * Calls back in the turn in which it works. Rejects with what its body could not start for, or with
   * `ERR_PROCESS_EXITED` if it was ended before.
   */
  async start<B extends Body>(
    starter: (process: Process) => Promise<B> | B,
    onStarted: (body: B) => void,
  ): Promise<void> {
    let body: B
    try {
      const begun = starter(this)
      body = types.isPromise(begun) ? await unlessDead(this, begun) : begun
    } catch (error) {
      // A start that was given up because it was to be has not failed.
      const wasAsked = this.#asked !== undefined
      this.#finish(wasAsked ? { value: undefined } : { error: asError(error) })
      const reason = await this.exited
      throw wasAsked ? new ProcessExitedError(this.pid, this.name, reason, error) : error
    }
    this.embody(body)
    if (this.#asked !== undefined) return await this.#endBeforeStart(body, this.#asked)
    this.#isStarted = true
    onStarted(body)
    this.#started.resolve()
    this.home.tell({ type: 'spawned', pid: this.pid, kind: body.kind, name: this.options.name })
    if (this.#pending.end !== undefined) this.#finish(this.#pending.end)
  }

  /** Gives it its body. Before the start is over for one that is to be reached while it prepares. */
  embody(body: Body): void {
    if (this.#body !== undefined) return
    this.#body = body
    this.#pending.handOver(body)
  }

  /** Asks it to end, once. */
  ask(why: string | undefined, how?: () => void): void {
    if (this.isEnding) return
    this.#asked = { kind: 'shutdown', ...(why !== undefined && { why }) }
    if (how === undefined) (this.#body ?? this.#pending).stop(this.#asked)
    else how()
  }

  /**
   * Ends it. Rejects with `ERR_UNKILLABLE` if it is not over at the deadline; `undefined` if it was over in this very
   * turn.
   */
  kill(asked: AskedEnd, deadlineMs = defaultKillMs): Promise<void> | undefined {
    if (this.isOver) return undefined
    if (this.#asked === undefined) this.#asked = asked
    else if (this.#asked.kind === 'shutdown') this.#asked = { ...this.#asked, forced: true }
    const { meters, clock } = this
    const since = clock.monotonic()
    void this.exited.then(() =>
      meters.measured('sim.process.kill.duration', clock.monotonic() - since),
    )
    return (this.#body ?? this.#pending).kill(this.#asked, deadlineMs)
  }

  /** Kills it in the background; if it cannot be, the environment is told. */
  doom(asked: AskedEnd, deadlineMs?: number): void {
    this.kill(asked, deadlineMs)?.catch((error: unknown) =>
      this.home.tell({ type: 'unkillable', pid: this.pid, error }),
    )
  }

  ended(end: BodyEnd): void {
    if (this.#body === undefined) this.#pending.end ??= end
    else this.#finish(end)
  }

  send(to: Pid | string, data: unknown, options: { readonly tag?: Tag | undefined } = {}): boolean {
    const target = this.home.resolve(to)
    return target !== undefined && sendMessage(target, data, { ...options, from: this.pid })
  }

  /** Hands it a message or a notice. False: it cannot take it, or is over. */
  deliver(envelope: Envelope): boolean {
    return this.#end === undefined && (this.#body ?? this.#pending).deliver(envelope)
  }

  /** Takes the notice of a monitor back. */
  forget(ref: MonitorRef): void {
    this.#body?.forget?.(ref)
  }

  async #endBeforeStart(body: Body, asked: AskedEnd): Promise<never> {
    const { end } = this.#pending
    if (end === undefined) await body.kill(asked, defaultKillMs)
    else this.#finish(end)
    await this.exited
    throw new ProcessExitedError(this.pid, this.name, this.exit as ExitReason)
  }

  #finish(end: BodyEnd): void {
    if (this.#end !== undefined) return
    this.#end = end
    const reason = reasonOf(end, this.#asked, this.options.normalExit !== 'failure')
    // Nobody who wanted it is told: the spawn says it.
    if (!this.#isStarted) for (const sponsor of this.sponsors) part(this, sponsor)
    this.scope.close()
    const children = [...this.children]
    if (children.length === 0 && this.scope.isEmpty) this.#announce(reason)
    else void this.#releaseAll(children).then((lost) => this.#announce(withFailures(reason, lost)))
  }

  async #releaseAll(children: readonly Process[]): Promise<readonly unknown[]> {
    return [...(await stopAll(children, 'its parent ended')), ...(await this.scope.release())]
  }

  #announce(reason: ExitReason): void {
    const { home, pid, links } = this
    const names = [...this.names]
    const told = links.told
    home.remove(this)
    this.parent?.children.delete(this)
    this.#exit = Object.freeze(reason)
    links.close()
    if (this.#isStarted) {
      const fields = { pid, names, reason, links: told.length }
      home.notices.add(() => noteDeath(home.log, numberOf(pid), fields))
      this.meters.exited(this.kind as ProcessKind, reason)
      home.tell({ type: 'exited', pid, kind: this.kind, names, reason })
    }
    for (const peer of told) home.notices.add(() => linkDied(peer, this, reason))
    this.monitors.announce(reason)
    home.notices.drain()
    this.#exited.resolve(reason)
  }
}

import type { Clock } from '@sim/core'
import type { Meters } from '../metrics/meters.ts'
import { reasonOf, withFailures, type AskedEnd } from './asked-end.ts'
import type { Body, BodyEnd, BodyHost, ProcessKind } from './body.ts'
import { noteDeath } from './death-notes.ts'
import type { Envelope, Tag } from './envelope.ts'
import type { ExitReason } from './exit-reason.ts'
import type { ProcessOptions } from './handle-options.ts'
import { Links } from './links.ts'
import { Monitors } from './monitors.ts'
import type { Pid } from './pid.ts'
import type { ProcessHandle } from './process-handle.ts'
import { ProcessExitedError } from './process-errors.ts'
import type { ProcessTable } from './process-table.ts'
import { Scope } from './scope.ts'
import { sendMessage } from './send-message.ts'
import { defaultKillMs, stop } from './stop.ts'

/** `stopping`: it was asked or made to end, and is not gone yet. */
export type ProcessState = 'starting' | 'running' | 'stopping' | 'exited'

/**
 * One process: its life, and what it stands for to others.
 *
 * Whatever ends it goes through one funnel. The first who asks for its end is who its reason names.
 */
export class Process implements BodyHost {
  readonly pid: Pid
  readonly number: number
  readonly table: ProcessTable
  readonly options: ProcessOptions
  readonly parent: Process | undefined
  readonly names = new Set<string>()
  readonly links = new Links(this)
  readonly monitors = new Monitors(this)
  readonly scope: Scope
  /** Those that it spawned, and that do not outlive it. */
  readonly children = new Set<Process>()
  trapsExits: boolean
  /** What others hold of it, once it has started. */
  handle: ProcessHandle | undefined
  readonly #exited = Promise.withResolvers<ExitReason>()
  #body: Body | undefined
  #asked: AskedEnd | undefined
  #end: BodyEnd | undefined
  #exit: ExitReason | undefined
  #isStarted = false

  /** Enters the table, and is linked and watched as its options say. Throws `ERR_NAME_TAKEN`. */
  constructor(table: ProcessTable, parent: Process | undefined, options: ProcessOptions) {
    const { pid, number } = table.takePid()
    this.table = table
    this.parent = parent
    this.options = options
    this.pid = pid
    this.number = number
    this.trapsExits = options.trapExit ?? false
    this.scope = new Scope(table.kernel.clock)
    if (options.name !== undefined) table.register(options.name, this)
    table.add(this)
  }

  get exited(): Promise<ExitReason> {
    return this.#exited.promise
  }

  /** Why it is dead; `undefined` until then. */
  get exit(): ExitReason | undefined {
    return this.#exit
  }

  /** What it returned, if it was a task and is over. */
  get end(): BodyEnd | undefined {
    return this.#end
  }

  get body(): Body | undefined {
    return this.#body
  }

  get kind(): ProcessKind | undefined {
    return this.#body?.kind
  }

  get state(): ProcessState {
    if (this.#exit !== undefined) return 'exited'
    if (this.#asked !== undefined || this.#end !== undefined) return 'stopping'
    return this.#isStarted ? 'running' : 'starting'
  }

  get name(): string {
    return this.options.name ?? [...this.names][0] ?? this.pid
  }

  get clock(): Clock {
    return this.table.kernel.clock
  }

  get meters(): Meters {
    return this.table.kernel.meters
  }

  get isEnding(): boolean {
    return this.#asked !== undefined || this.#end !== undefined
  }

  /** Whether its body is over: nobody can reach it any more. */
  get isOver(): boolean {
    return this.#end !== undefined
  }

  /** Rejects with what its body could not start for, or with `ERR_PROCESS_EXITED` if it was ended before. */
  async start<B extends Body>(starter: (process: Process) => Promise<B> | B): Promise<B> {
    try {
      const begun = starter(this)
      const body = begun instanceof Promise ? await begun : begun
      this.#body = body
      if (this.#asked !== undefined) await this.#endBeforeStart(body, this.#asked)
      this.#isStarted = true
      const { pid, table, options } = this
      table.tell({ type: 'spawned', pid, kind: body.kind, name: options.name })
      return body
    } catch (error) {
      this.#failStart(error)
      throw error
    }
  }

  /** Asks it to end, once. */
  ask(why: string | undefined, how?: () => void): void {
    if (this.isEnding) return
    const asked: AskedEnd = { kind: 'shutdown', ...(why === undefined ? {} : { why }) }
    this.#asked = asked
    if (this.#body === undefined) return
    if (how === undefined) this.#body.stop(asked)
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
    // Whoever has no body yet is ended as soon as it has one.
    return this.#body?.kill(this.#asked, deadlineMs)
  }

  /** Kills it in the background; if it cannot be, the environment is told. */
  doom(asked: AskedEnd, deadlineMs?: number): void {
    this.kill(asked, deadlineMs)?.catch((error: unknown) =>
      this.table.tell({ type: 'unkillable', pid: this.pid, error }),
    )
  }

  ended(end: BodyEnd): void {
    if (this.#end !== undefined) return
    this.#end = end
    const isMeantToEnd = this.options.normalExit !== 'failure'
    const reason = reasonOf(end, this.#asked, isMeantToEnd)
    this.scope.close()
    const children = [...this.children].filter(({ isOver }) => !isOver)
    if (children.length === 0 && this.scope.isEmpty) this.#announce(reason)
    else
      void this.#release(children).then((failures) =>
        this.#announce(withFailures(reason, failures)),
      )
  }

  send(to: Pid | string, data: unknown, options: { readonly tag?: Tag | undefined } = {}): boolean {
    const target = this.table.resolve(to)
    return target !== undefined && sendMessage(target, data, { ...options, from: this.pid })
  }

  /** Hands it a message or a notice. False: it cannot take it, or is over. */
  deliver(envelope: Envelope): boolean {
    return this.#end === undefined && (this.#body?.deliver(envelope) ?? false)
  }

  /** Takes the notice of a monitor back. */
  forget(ref: Parameters<NonNullable<Body['forget']>>[0]): void {
    this.#body?.forget?.(ref)
  }

  /** Somebody that it is linked to is dead. Obeyed only as long as the link is there. */
  linkDied(dead: Process, reason: ExitReason): void {
    const link = this.links.end(dead)
    if (link === undefined || this.isOver) return
    this.meters.signalReceived('LinkDied')
    if (this.trapsExits) {
      const taken = this.deliver({ type: 'link-died', from: dead.pid, tag: link.tag, reason })
      if (taken) this.meters.delivered('LinkDied')
    } else if (reason.kind !== 'normal') {
      this.doom({ kind: 'linked', from: dead.pid, cause: reason })
    }
  }

  async #endBeforeStart(body: Body, asked: AskedEnd): Promise<never> {
    await body.kill(asked, defaultKillMs)
    await this.exited
    throw new ProcessExitedError(this.pid, this.name, this.exit as ExitReason)
  }

  /** Nobody who wanted it is told: the spawn says it. */
  #failStart(error: unknown): void {
    if (this.#exit !== undefined) return
    if (this.parent !== undefined) this.links.remove(this.parent)
    this.monitors.clear()
    this.ended({ error: error instanceof Error ? error : new Error(String(error)) })
  }

  async #release(children: readonly Process[]): Promise<readonly unknown[]> {
    const stops = children.map((child) => stop(child, 'its parent ended'))
    const lost = (await Promise.allSettled(stops)).filter((stop) => stop.status === 'rejected')
    return [...lost.map(({ reason }): unknown => reason), ...(await this.scope.release())]
  }

  #announce(reason: ExitReason): void {
    const { table, pid, number, links } = this
    const { kernel } = table
    const names = [...this.names]
    const told = links.told
    table.remove(this)
    this.parent?.children.delete(this)
    this.#exit = Object.freeze(reason)
    links.close()
    noteDeath(kernel.log, number, { pid, names, reason, links: told.length })
    if (this.#isStarted) {
      this.meters.exited(this.kind as ProcessKind, reason)
      table.tell({ type: 'exited', pid, kind: this.kind, names, reason })
    }
    for (const peer of told) kernel.notices.add(() => peer.linkDied(this, reason))
    this.monitors.announce(reason)
    kernel.notices.drain()
    this.#exited.resolve(reason)
  }
}

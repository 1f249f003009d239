import { SimulatorError } from '@sim/core'
import {
  Environment,
  startProgram,
  type ChildStopPlan,
  type EnvironmentEvent,
  type ExitReason,
  type Pid,
  type ProcessHandle,
  type Program,
  type SpawnOptions,
  type StopPolicy,
  type Spawner,
  type SupervisorHandle,
} from '@sim/process'
import { Deadlines } from './deadlines.ts'
import type { ProcessRole } from '../journal/journal.ts'
import type { PlatformTime } from '../platform-time.ts'
import type { Sandbox } from '../sandbox/sandbox.ts'

/** A process of a generation. */
export interface Member {
  readonly role: ProcessRole
  readonly name: string
  /** Its number inside the sandbox. */
  readonly pid: number
}

/** A member, and how it is held. */
interface Started {
  readonly member: Member
  readonly handle: ProcessHandle
  readonly program: Program
}

/** What a generation hears of its processes. */
export interface ProcessesOwner {
  /** What the times go by that processes are given to end. That a killed one is dead is awaited by the machine's clock. */
  readonly time: PlatformTime
  readonly sandbox: Sandbox
  /** One is there. */
  onStart(member: Member): void
  /** One is dead, whether that was expected or not. In the turn of its death. */
  onExit(member: Member, reason: ExitReason): void
  /** One ended by itself: the first of them. The others are left alone until they are stopped. */
  onFirstDeath(role: ProcessRole, reason: ExitReason): void
}

/** How a member is ended: at once, or within milliseconds of the platform's time. `isAsked`: by somebody else. */
export type MemberStop = 'kill' | { readonly withinMs: number; readonly isAsked: boolean }

/**
 * The processes of one generation: an environment of their own, with one supervisor for all of them.
 *
 * Their fate is shared: none is restarted, and the first that ends by itself has its supervisor give up.
 */
export class GenerationProcesses {
  readonly #owner: ProcessesOwner
  readonly #generation: number
  readonly #environment: Environment
  readonly #members = new Map<Pid, Started>()
  #supervisor: Promise<SupervisorHandle> | undefined

  constructor(generation: number, owner: ProcessesOwner) {
    this.#owner = owner
    this.#generation = generation
    this.#environment = new Environment({
      id: `generation-${generation}`,
      onEvent: (event) => this.#onEvent(event),
    })
  }

  /** Those that have not ended yet, in the order of their start. */
  get members(): readonly Member[] {
    return [...this.#members.values()].map(({ member }) => member)
  }

  /** Resolves when what the runtime has printed was told; `undefined` if that is so, as far as can be known. */
  runtimeCaughtUp(): Promise<unknown> | undefined {
    for (const { member, program } of this.#members.values()) {
      if (member.role === 'runtime') return program.caughtUp?.()
    }
    return undefined
  }

  /** Starts one. Rejects with `ERR_SPAWN`. */
  async start(role: ProcessRole, name: string, options: Omit<SpawnOptions, 'name'>): Promise<void> {
    this.#supervisor ??= this.#supervise()
    const supervisor = await this.#supervisor
    const start = async (spawner: Spawner): Promise<ProcessHandle> => {
      const { sandbox } = this.#owner
      const program = startProgram((given) => sandbox.spawn(given), {
        ...options,
        name: `${idOf(role, name)}-${this.#generation}`,
      })
      const handle = await spawner.start(program, { name: idOf(role, name) })
      this.#enter({ role, name, pid: handle.body.osPid }, handle, handle.body.program)
      return handle
    }
    try {
      await supervisor.startChild({ id: idOf(role, name), start })
    } catch (error) {
      // What went wrong, rather than with which child: there is one of each name.
      throw (error as Error).cause ?? error
    }
  }

  /** Ends one of them in its time. Rejects with `ERR_UNKILLABLE`. */
  async stopOne({ role, name, pid }: Member, stop: MemberStop): Promise<void> {
    const found = [...this.#members.values()].find(({ member }) => member.pid === pid)
    if (found === undefined) return
    using deadlines = new Deadlines(this.#owner.time)
    // Its time begins now, and not when its supervisor turns to it.
    const plan = planOf(stop, found.handle, deadlines)
    const supervisor = (await this.#supervisor) as SupervisorHandle
    try {
      await deadlines.kept(supervisor.stopChild(idOf(role, name), plan))
    } catch (error) {
      // Somebody else ends everything, this one included.
      if (!SimulatorError.is(error) || !endingCodes.has(error.code)) throw error
    }
  }

  /**
   * Ends them all, side by side, each in its own time, and resolves when they are gone. Also those whose start is not
   * over. Rejects with `ERR_UNKILLABLE`.
   */
  async stop(how: (member: Member) => MemberStop): Promise<void> {
    // There is none if the first start came too late.
    const supervisor = await this.#supervisor?.catch(() => undefined)
    using deadlines = new Deadlines(this.#owner.time)
    const policy: StopPolicy = ({ handle }) => {
      const found = handle && this.#members.get(handle.pid)
      return found ? planOf(how(found.member), found.handle, deadlines) : { deadlineMs: 'kill' }
    }
    if (supervisor !== undefined) {
      await deadlines.kept(supervisor.stop({ policy, deadlineMs: Infinity }))
    }
    await this.#environment.shutdown()
    await this.#killMembers()
  }

  /** Ends one of them at once, as nobody had asked for: it counts as its own end. */
  killOne({ pid }: Member): void {
    const found = [...this.#members.values()].find(({ member }) => member.pid === pid)
    // That it is in vain shows when everything is ended.
    found?.handle.kill().catch(() => undefined)
  }

  /**
   * Ends them all at once, also while they are being stopped. Rejects with `ERR_UNKILLABLE`, when everyone else is gone.
   */
  async kill(): Promise<void> {
    const stopped = this.stop(() => 'kill')
    // Its failure is that of one of these.
    stopped.catch(() => undefined)
    await this.#killMembers()
    await stopped
  }

  async #killMembers(): Promise<void> {
    const all = [...this.#members.values()]
    const ends = await Promise.allSettled(all.map(({ handle }) => handle.kill()))
    const failed = ends.find((end) => end.status === 'rejected')
    if (failed !== undefined) throw failed.reason
  }

  #supervise(): Promise<SupervisorHandle> {
    return this.#environment.supervise({
      name: 'supervisor',
      strategy: 'one_for_all',
      intensity: 0,
      stopOrder: 'together',
      children: [],
      onGiveUp: ({ child, reason }) => {
        this.#owner.onFirstDeath(child === 'runtime' ? child : 'extension', reason)
      },
    })
  }

  #enter(member: Member, handle: ProcessHandle, program: Program): void {
    this.#members.set(handle.pid, { member, handle, program })
    this.#owner.onStart(member)
    if (handle.exit !== undefined) this.#leave(handle.pid, handle.exit)
  }

  #onEvent(event: EnvironmentEvent): void {
    if (event.type === 'exited') this.#leave(event.pid, event.reason)
  }

  #leave(pid: Pid, reason: ExitReason): void {
    const found = this.#members.get(pid)
    if (found === undefined) return
    this.#members.delete(pid)
    this.#owner.onExit(found.member, reason)
  }
}

const endingCodes: ReadonlySet<string> = new Set(['ERR_PROCESS_STOPPING', 'ERR_PROCESS_EXITED'])

/** What its supervisor calls it, and its environment. */
function idOf(role: ProcessRole, name: string): string {
  return role === 'runtime' ? role : `extension-${name}`
}

function planOf(stop: MemberStop, handle: ProcessHandle, deadlines: Deadlines): ChildStopPlan {
  if (stop === 'kill') return { deadlineMs: 'kill' }
  const { withinMs, isAsked } = stop
  // No time at all needs no clock, which may stand still.
  if (withinMs > 0) deadlines.set(handle, withinMs)
  // Who was asked already, by an event, is only awaited.
  const ask = isAsked && { ask: () => undefined }
  return { deadlineMs: withinMs > 0 ? 'infinity' : 0, ...ask }
}

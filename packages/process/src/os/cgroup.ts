import { pollUntil, SimulatorError, type WaitLimits } from '@sim/core'
import { randomBytes } from 'node:crypto'
import { accessSync, constants, existsSync, mkdirSync, readFileSync, rmdirSync } from 'node:fs'
import { join } from 'node:path'
import process from 'node:process'
import {
  accessCgroup,
  cgroupMembers,
  cgroupParents,
  isPopulated,
  killCgroup,
  removeCgroup,
} from './cgroup-files.ts'
import { preludePrograms } from './cgroup-prelude.ts'
import { Leash } from './leash.ts'
import { UnkillableError } from './unkillable-error.ts'

/** Where a control group is made. */
export interface CgroupOptions {
  /**
   * The folder of the control group to make it in. Default: the one that this process is in, as
   * `/proc/self/cgroup` and `/proc/self/mountinfo` have it, or the top of the hierarchy.
   */
  readonly parent?: string | undefined
  /** Default: the one that all processes of this host share. */
  readonly leash?: Leash | undefined
}

/**
 * A control group of Linux, version 2: a box that no process leaves by itself.
 *
 * Whoever is started in it stays in it with all descendants, whatever groups, sessions and parents they
 * change; all of them are ended together. Processes are started in it by the option `cgroup` of
 * `OsProcess.spawn`. The leash holds it: if the host dies, even by SIGKILL, everyone in it is ended, and it is removed.
 */
export class Cgroup implements AsyncDisposable {
  /** Its folder. */
  readonly path: string
  readonly #held: Disposable
  #removing: Promise<void> | undefined

  private constructor(path: string, leash: Leash) {
    this.path = path
    this.#held = leash.holdCgroup(path)
  }

  /**
   * Makes a control group. Throws `ERR_CGROUP_UNAVAILABLE` with the reason where there can be none: no Linux, no
   * hierarchy of version 2, no permission to write to it, a kernel before 5.14.
   */
  static create(options: CgroupOptions = {}): Cgroup {
    return new Cgroup(makeAnyGroup(options), options.leash ?? Leash.shared)
  }

  /** Why `create` would throw; `undefined` where it would not. Makes one and removes it again. */
  static whyUnavailable(options: CgroupOptions = {}): string | undefined {
    try {
      rmdirSync(makeAnyGroup(options))
      return undefined
    } catch (error) {
      return (error as Error).message
    }
  }

  /** The pids of everyone in it, zombies left out. Empty once it is removed. */
  get members(): readonly number[] {
    return cgroupMembers(this.path)
  }

  /**
   * Ends everyone in it with SIGKILL, frozen or not, and resolves when the kernel says that nobody is left. Who
   * enters meanwhile is ended, too.
   *
   * Rejects with `UnkillableError` (`ERR_UNKILLABLE`) if someone lives on after `timeoutMs`, 9000 by default.
   */
  async kill(limits: WaitLimits = {}): Promise<void> {
    await this.#until(() => !isPopulated(this.path), limits)
  }

  /** Ends everyone in it as `kill` does, and removes it. Safe to call again; after a failure it is tried again. */
  remove(limits: WaitLimits = {}): Promise<void> {
    this.#removing ??= this.#remove(limits).catch((error: unknown) => {
      this.#removing = undefined
      throw error
    })
    return this.#removing
  }

  /** Removes it. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.remove()
  }

  async #remove(limits: WaitLimits): Promise<void> {
    await this.#until(() => removeCgroup(this.path), limits)
    this.#held[Symbol.dispose]()
  }

  async #until(isDone: () => boolean, limits: WaitLimits): Promise<void> {
    const { timeoutMs = 9_000, signal } = limits
    const look = () => {
      killCgroup(this.path)
      return isDone()
    }
    const what = `the end of everyone in ${this.path}`
    try {
      await pollUntil(look, (isOver) => isOver, { what, timeoutMs, signal })
    } catch (cause) {
      const [pid] = this.members
      if (!isTimeout(cause) || pid === undefined) throw cause
      throw new UnkillableError({ name: this.path, pid }, timeoutMs, cause)
    }
  }
}

function makeAnyGroup({ parent }: CgroupOptions): string {
  const name = `sim-${process.pid}-${randomBytes(8).toString('hex')}`
  const failures: unknown[] = []
  for (const folder of parent === undefined ? parents() : [parent]) {
    try {
      return makeGroup(join(folder, name))
    } catch (error) {
      failures.push(error)
    }
  }
  throw unavailable(failures)
}

const isTimeout = (error: unknown): boolean =>
  SimulatorError.is(error) && error.code === 'ERR_WAIT_TIMEOUT'

function parents(): readonly string[] {
  const [mountInfo, cgroups] = ['mountinfo', 'cgroup'].map((file) => read(`/proc/self/${file}`))
  return cgroupParents(mountInfo ?? '', cgroups ?? '')
}

// Only Linux has these files.
function read(path: string): string {
  return existsSync(path) ? readFileSync(path, 'utf8') : ''
}

function makeGroup(path: string): string {
  // The shells that read it take it as one word.
  if (/\s/.test(path)) throw new Error(`${path} has white space in it`)
  preludePrograms.forEach((program) => accessSync(program, constants.X_OK))
  mkdirSync(path)
  try {
    accessCgroup(path)
    return path
  } catch (error) {
    rmdirSync(path)
    throw error
  }
}

function unavailable(failures: readonly unknown[]): SimulatorError {
  const reasons = failures.map((failure) => (failure as Error).message)
  return new SimulatorError(
    'ERR_CGROUP_UNAVAILABLE',
    `a control group was wanted, found ${reasons.join('; ') || 'no hierarchy of version 2'}: ` +
      'it takes Linux 5.14 and write access to cgroup v2',
    { cause: failures[0] },
  )
}

import type { ChildProcess } from 'node:child_process'
import process from 'node:process'
import { clearTimeout, setTimeout } from 'node:timers'
import { accessCgroup, endCgroup } from './cgroup-files.ts'
import { assertMark, killMarked } from './mark.ts'
import { startTimeOf, type ProcessIdentity } from './process-tree.ts'
import { assertPid, killOne, killTree } from './signal-group.ts'
import { spawnLeash } from './spawn-leash.ts'

const slot: unique symbol = Symbol.for('@sim/process-leash')

/** How a leash is started. */
export interface LeashOptions {
  /** The POSIX shell that the leash runs in. Default `/bin/sh`. */
  readonly shell?: string | undefined
  /** Milliseconds for which a leash that holds nobody is kept ready. Default 5000. */
  readonly idleMs?: number | undefined
}

interface Held {
  /** As the shell reads it. */
  readonly line: string
  /** Does in an orderly exit what the shell does otherwise. */
  readonly end: () => void
  holders: number
}

/**
 * What ends our processes when their host dies, even by SIGKILL: one small shell beside the host that
 * knows their pids and acts when its stdin ends.
 *
 * It thaws and kills the group of every process that it holds, and those descendants that left the group and
 * still have their parents. When the host exits in an orderly way, the same is done in its `exit` event.
 * Without a shell (Windows) only the `exit` event remains.
 *
 * By pids alone two things escape: a descendant that left the group and lost its parent, and a process whose
 * host is killed in the very millisecond in which it is spawning it. Neither escapes from a control group that
 * is held, nor from a mark.
 *
 * The shell is started by the first process, has a session of its own, does not keep the host running,
 * and ends with the host, or after it was idle for a while. If it is killed, the next spawn replaces it.
 */
export class Leash {
  readonly #shell: string
  readonly #idleMs: number
  readonly #held = new Map<string, Held>()
  #child: ChildProcess | undefined
  #idle: NodeJS.Timeout | undefined

  constructor(options: LeashOptions = {}) {
    this.#shell = options.shell ?? '/bin/sh'
    this.#idleMs = options.idleMs ?? 5_000
  }

  /** The one of this host, whichever copy of this package asks. */
  static get shared(): Leash {
    const host = globalThis as { [slot]?: Leash }
    return (host[slot] ??= new Leash())
  }

  /** Whether the shell runs. It does while anything is held, unless it could not be started. */
  get active(): boolean {
    return this.#child !== undefined
  }

  /** The shell's own pid while it runs. */
  get pid(): number | undefined {
    return this.#child?.pid
  }

  /** Starts the shell if it is not running; what cannot be started leaves `active` false. */
  start(): void {
    if (this.#child !== undefined || process.platform === 'win32') return
    const child = spawnLeash(this.#shell)
    if (child === undefined) return
    child.once('exit', () => {
      if (this.#child === child) this.#child = undefined
    })
    this.#child = child
    this.#rest()
    for (const { line } of this.#held.values()) this.#tell(`+ ${line}`)
  }

  /**
   * Takes a process, which must lead its own group, until disposed of: do that when its group is gone.
   *
   * Throws `ERR_PID` for what is no single process.
   */
  hold(pid: number): Disposable {
    assertPid(pid)
    const subject = String(pid)
    // The number may belong to another process by now.
    this.#forget(subject)
    return this.#hold(subject, startTimeOf(pid) ?? '-', () => killTree(pid))
  }

  /**
   * Takes a process that leads no group, or that need not live any more, until disposed of. With its descendants
   * it is ended if it is still the one that is meant.
   */
  holdOne(process: ProcessIdentity): Disposable {
    assertPid(process.pid)
    return this.#hold(`@${process.pid}`, process.startTime, () => killOne(process))
  }

  /**
   * Takes whoever has this entry, `NAME=value`, in the environment that it was started with. May be taken
   * several times; when the last one is disposed of, whoever still has it is ended.
   *
   * Take it before anyone is started with it, and see to it that nobody else has it: throws `ERR_MARK` for what
   * is too short to be nobody else's, or is in the host's own environment. Linux only; elsewhere nobody is found.
   */
  holdMark(mark: string): Disposable {
    assertMark(mark)
    const born = startTimeOf(process.pid) ?? '-'
    return this.#hold(mark, born, () => killMarked(mark), true)
  }

  /**
   * Takes a control group of version 2 with whoever is in it, until disposed of. When the host dies they are
   * ended, and the group is removed. Throws what the operating system says if it is none; the shell takes only
   * those whose name begins with `sim-`.
   */
  holdCgroup(path: string): Disposable {
    accessCgroup(path)
    return this.#hold(path, '-', () => endCgroup(path))
  }

  #hold(subject: string, born: string, end: () => void, endsWithLast = false): Disposable {
    this.start()
    clearTimeout(this.#idle)
    if (this.#held.size === 0) process.on('exit', this.#endAll)
    const known = this.#held.get(subject)
    const held = known ?? { line: `${subject} ${born}`, end, holders: 0 }
    held.holders += 1
    this.#held.set(subject, held)
    if (known === undefined) this.#tell(`+ ${held.line}`)
    let isHeld = true
    const release = () => {
      if (isHeld) this.#release(subject, held, endsWithLast)
      isHeld = false
    }
    return { [Symbol.dispose]: release }
  }

  #release(subject: string, held: Held, endsWithLast: boolean): void {
    held.holders -= 1
    if (held.holders > 0 || this.#held.get(subject) !== held) return
    if (endsWithLast) held.end()
    this.#forget(subject)
  }

  #forget(subject: string): void {
    if (!this.#held.delete(subject)) return
    this.#tell(`- ${subject}`)
    if (this.#held.size > 0) return
    process.off('exit', this.#endAll)
    this.#rest()
  }

  #rest(): void {
    clearTimeout(this.#idle)
    if (this.#held.size > 0) return
    this.#idle = setTimeout(() => this.#end(), this.#idleMs).unref()
  }

  readonly #endAll = (): void => {
    for (const { end } of this.#held.values()) {
      try {
        end()
      } catch {
        // The host is leaving: the next one must have its turn.
      }
    }
  }

  #tell(line: string): void {
    this.#child?.stdin?.write(`${line}\n`)
  }

  #end(): void {
    this.#child?.stdin?.end()
    this.#child = undefined
  }
}

import { spawn, type ChildProcess } from 'node:child_process'
import type { Socket } from 'node:net'
import process from 'node:process'
import { clearTimeout, setTimeout } from 'node:timers'
import { leashScript } from './leash-script.ts'
import { startTimeOf } from './process-tree.ts'
import { assertPid, killTree } from './signal-group.ts'

const slot: unique symbol = Symbol.for('@sim/process-leash')

/** How a leash is started. */
export interface LeashOptions {
  /** The POSIX shell that the leash runs in. Default `/bin/sh`. */
  readonly shell?: string | undefined
  /** Milliseconds for which a leash that holds nobody is kept ready. Default 5000. */
  readonly idleMs?: number | undefined
}

/** `PID STARTTIME`, as the shell reads it. */
interface HeldProcess {
  readonly line: string
}

/**
 * What ends our processes when their host dies, even by SIGKILL: one small shell beside the host that
 * knows their pids and acts when its stdin ends.
 *
 * It thaws and kills the group of every process that it holds, and those descendants that left the group and
 * still have their parents. When the host exits in an orderly way, the same is done in its `exit` event.
 * Two things escape: a descendant that left the group and lost its parent, and a process whose host is
 * killed in the very millisecond in which it is spawning it. Without a shell (Windows) only the `exit`
 * event remains.
 *
 * The shell is started by the first process, has a session of its own, does not keep the host running,
 * and ends with the host, or after it was idle for a while. If it is killed, the next spawn replaces it.
 */
export class Leash {
  readonly #shell: string
  readonly #idleMs: number
  readonly #held = new Map<number, HeldProcess>()
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

  /** Whether the shell runs. It does while a process is held, unless it could not be started. */
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
    const child = spawnShell(this.#shell)
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
    this.start()
    clearTimeout(this.#idle)
    if (this.#held.size === 0) process.on('exit', this.#killAll)
    const held = { line: `${pid} ${startTimeOf(pid) ?? '-'}` }
    this.#held.set(pid, held)
    this.#tell(`+ ${held.line}`)
    return { [Symbol.dispose]: () => this.#release(pid, held) }
  }

  #release(pid: number, held: HeldProcess): void {
    // The number may have been taken again since.
    if (this.#held.get(pid) !== held) return
    this.#held.delete(pid)
    this.#tell(`- ${pid}`)
    if (this.#held.size > 0) return
    process.off('exit', this.#killAll)
    this.#rest()
  }

  #rest(): void {
    clearTimeout(this.#idle)
    if (this.#held.size > 0) return
    this.#idle = setTimeout(() => this.#end(), this.#idleMs).unref()
  }

  readonly #killAll = (): void => {
    for (const pid of this.#held.keys()) {
      try {
        killTree(pid)
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

// Nobody is told of a failed start, nor of a death: both show in `active`.
function spawnShell(shell: string): ChildProcess | undefined {
  try {
    const child = spawn(shell, ['-c', leashScript, 'sim-process-leash'], {
      cwd: '/',
      env: {},
      detached: true,
      stdio: ['pipe', 'ignore', 'ignore'],
    })
    child.on('error', () => undefined)
    child.stdin?.on('error', () => undefined)
    if (child.pid === undefined) return undefined
    child.unref()
    ;(child.stdin as Socket).unref()
    return child
  } catch {
    return undefined
  }
}

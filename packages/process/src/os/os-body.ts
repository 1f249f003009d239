import type { Writable } from 'node:stream'
import type { Body, BodyStarter } from '../kernel/body.ts'
import type { Envelope } from '../kernel/envelope.ts'
import { eitherSignal } from '../kernel/either-signal.ts'
import type { ProcessOptions } from '../kernel/handle-options.ts'
import type { OsExitReason } from './exit-status.ts'
import { OsProcess, type KillOptions, type StopOptions } from './os-process.ts'
import type { SpawnOptions } from './spawn-options.ts'

/** A program that runs, on this machine as an `OsProcess` or elsewhere, such as in a container. */
export interface Program {
  /** Its number where it runs. */
  readonly pid: number
  /** What it reads, if anybody can write to it. */
  readonly stdin?: Writable | undefined
  /** Resolves when what it wrote before was told; `undefined` if that is so. Left out: nobody knows. */
  caughtUp?(): Promise<unknown> | undefined
  /** Resolves with the reason when it is dead and its output was told; never rejects. */
  readonly exited: Promise<OsExitReason>
  /** Asks it to end, and sees to it after the deadline. */
  stop(options?: StopOptions): Promise<unknown>
  /** Ends it at once. Rejects with `ERR_UNKILLABLE` after the deadline. */
  kill(options?: KillOptions): Promise<unknown>
}

/** What to start, and how it stands to others. */
export interface OsOptions<P extends Program = OsProcess>
  extends Omit<SpawnOptions, 'name' | 'clock' | 'signal'>, ProcessOptions {
  /** What asks the program to stop. Default `SIGTERM`. */
  readonly stopSignal?: NodeJS.Signals | undefined
  /**
   * Tells the program what a process in its place would find in its mailbox. False: it cannot be told.
   * Default: with `stdin: 'pipe'` strings and bytes are written to its input, and nothing else can be told.
   */
  readonly onEnvelope?: ((envelope: Envelope, program: P) => boolean) | undefined
}

/** A program as the body of a process. */
export class OsBody<P extends Program = OsProcess> implements Body {
  readonly kind = 'os'
  readonly isolation = 'process'
  /** The program: for one of this machine its pid, its input, and signals to its group. */
  readonly program: P
  readonly #options: OsOptions<P>
  #isOver = false

  constructor(program: P, options: OsOptions<P>) {
    this.program = program
    this.#options = options
    void program.exited.then(() => {
      this.#isOver = true
    })
  }

  /** The operating system's number for it, where it runs. */
  get osPid(): number {
    return this.program.pid
  }

  stop(): void {
    const signal = this.#options.stopSignal
    // The deadline is the kernel's affair.
    this.program.stop({ signal, deadlineMs: Infinity }).catch(() => undefined)
  }

  async kill(_reason: unknown, deadlineMs: number): Promise<void> {
    await this.program.kill({ deadlineMs })
  }

  deliver(envelope: Envelope): boolean {
    if (this.#isOver) return false
    const { onEnvelope = writeData } = this.#options
    return onEnvelope(envelope, this.program)
  }
}

/** Starts a program of this machine as the body of a process. */
export function startOs(options: OsOptions): BodyStarter<OsBody> {
  return startProgram((spawnOptions) => OsProcess.spawn(spawnOptions), options)
}

/** Starts a program as the body of a process, wherever `launch` has it run. What that rejects with rejects the start. */
export function startProgram<P extends Program>(
  launch: (options: SpawnOptions) => Promise<P>,
  options: OsOptions<P>,
): BodyStarter<OsBody<P>> {
  return async (host) => {
    const { name = host.pid } = options
    const signal = eitherSignal(host.calledOff, options.signal)
    const program = await launch({ ...options, name, clock: host.clock, signal })
    void program.exited.then(({ code, signal }) =>
      host.ended({ status: signal === undefined ? { code } : { signal } }),
    )
    return new OsBody(program, options)
  }
}

function writeData(envelope: Envelope, { stdin }: Program): boolean {
  if (envelope.type !== 'message' || stdin === undefined) return false
  const { data } = envelope
  if (typeof data !== 'string' && !(data instanceof Uint8Array)) return false
  stdin.write(data)
  return true
}

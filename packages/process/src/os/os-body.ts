import { Buffer } from 'node:buffer'
import type { Writable } from 'node:stream'
import type { Body, BodyStarter } from '../kernel/body.ts'
import type { Envelope } from '../kernel/envelope.ts'
import type { ProcessOptions } from '../kernel/handle-options.ts'
import { OsProcess } from './os-process.ts'
import type { SpawnOptions } from './spawn-options.ts'

/** What to start, and how it stands to others. */
export interface OsOptions extends Omit<SpawnOptions, 'name' | 'clock' | 'signal'>, ProcessOptions {
  /** What asks the program to stop. Default `SIGTERM`. */
  readonly stopSignal?: NodeJS.Signals | undefined
  /**
   * Tells the program what a process in its place would find in its mailbox. False: it cannot be told.
   * Default: with `stdin: 'pipe'` strings and bytes are written to its input, and nothing else can be told.
   */
  readonly onEnvelope?: ((envelope: Envelope, program: OsProcess) => boolean) | undefined
}

/** A program of the operating system. */
export class OsBody implements Body {
  readonly kind = 'os'
  readonly isolation = 'process'
  /** The program: its pid, its input, and signals to its group. */
  readonly program: OsProcess
  readonly #options: OsOptions

  constructor(program: OsProcess, options: OsOptions) {
    this.program = program
    this.#options = options
  }

  /** The operating system's number for it. */
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
    const { onEnvelope = writeData } = this.#options
    return onEnvelope(envelope, this.program)
  }
}

/** Starts a program as the body of a process. */
export function startOs(options: OsOptions): BodyStarter<OsBody> {
  return async (host) => {
    const { name = host.pid, signal: _signal, ...rest } = options
    const program = await OsProcess.spawn({ ...rest, name, clock: host.clock })
    void program.exited.then(({ code, signal }) =>
      host.ended({ status: signal === undefined ? { code: code as number } : { signal } }),
    )
    return new OsBody(program, options)
  }
}

function writeData(
  envelope: Envelope,
  { stdin, exit }: { stdin: Writable | undefined; exit: unknown },
): boolean {
  if (envelope.type !== 'message' || stdin === undefined || exit !== undefined) return false
  const { data } = envelope
  if (typeof data !== 'string' && !Buffer.isBuffer(data) && !(data instanceof Uint8Array))
    return false
  stdin.write(data)
  return true
}

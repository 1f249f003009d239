import { systemClock, type Clock } from '@sim/core'
import { OutputLines, type OutputLine } from '@sim/process'
import { Buffer } from 'node:buffer'
import type { Readable } from 'node:stream'
import { Demultiplexer } from './demultiplex.ts'

const lineFeed = 0x0a

/** What a process inside a container writes: first one line of whoever starts it, then its own. */
export class ExecOutput {
  /** The first line of standard error, or whatever came instead before the output was over. */
  readonly greeting: Promise<string>
  /** Resolves when both streams are over. */
  readonly over: Promise<void>
  readonly #stream: Readable
  readonly #greeted = Promise.withResolvers<string>()
  readonly #demultiplexer: Demultiplexer
  readonly #lines: Readonly<Record<OutputLine['stream'], OutputLines>>
  #beginning: Buffer | undefined = Buffer.alloc(0)
  #isOver = false

  constructor(stream: Readable, onOutput: (line: OutputLine) => void) {
    this.#stream = stream
    this.greeting = this.#greeted.promise
    this.#lines = {
      stdout: new OutputLines('stdout', onOutput),
      stderr: new OutputLines('stderr', onOutput),
    }
    this.#demultiplexer = new Demultiplexer((name, bytes) => this.#take(name, bytes))
    stream.on('data', (chunk: Buffer) => this.#demultiplexer.push(chunk))
    stream.on('error', () => undefined)
    const { promise, resolve } = Promise.withResolvers<void>()
    stream.once('end', resolve)
    stream.once('close', resolve)
    this.over = promise.then(() => this.#end())
  }

  /** Resolves when it is over; cuts it off after this time, whoever still holds it. */
  async drained(limitMs: number, clock: Clock = systemClock): Promise<void> {
    using _limit = clock.after(limitMs, () => this.#stream.destroy())
    await this.over
  }

  #take(name: OutputLine['stream'], bytes: Buffer): void {
    if (name === 'stderr' && this.#beginning !== undefined) this.#begin(bytes)
    else this.#lines[name].push(bytes)
  }

  #begin(bytes: Buffer): void {
    this.#beginning = Buffer.concat([this.#beginning as Buffer, bytes])
    const end = this.#beginning.indexOf(lineFeed)
    if (end === -1) return
    const rest = this.#beginning.subarray(end + 1)
    this.#greeted.resolve(this.#beginning.toString('utf8', 0, end))
    this.#beginning = undefined
    if (rest.length > 0) this.#lines.stderr.push(rest)
  }

  #end(): void {
    if (this.#isOver) return
    this.#isOver = true
    this.#greeted.resolve(`${this.#beginning?.toString('utf8') ?? ''}${this.#demultiplexer.left}`)
    this.#lines.stdout.end()
    this.#lines.stderr.end()
  }
}

import { Cell, systemClock, waitFor, type WaitLimits } from '@sim/core'
import { Buffer } from 'node:buffer'
import type { Duplex } from 'node:stream'
import type { EngineContainer } from './container-runtime.ts'
import { Demultiplexer } from './demultiplex.ts'

/** How much of what a container wrote is kept for messages, in characters. */
const keptText = 4_000

/** How long an engine may take to remove a container, in milliseconds. */
const removalMs = 10_000

/**
 * The standard input of a container that ends with it.
 *
 * The engine closes it when this process dies, even by SIGKILL: then the container ends, and is removed.
 */
export class Leash implements AsyncDisposable {
  readonly #container: EngineContainer
  readonly #stream: Duplex
  readonly #text = new Cell('')
  readonly #isOver = new Cell(false)

  private constructor(container: EngineContainer, stream: Duplex) {
    this.#container = container
    this.#stream = stream
    const output = new Demultiplexer((_stream, bytes) => this.#hear(bytes))
    stream.on('data', (chunk: Buffer) => output.push(chunk))
    stream.on('error', () => undefined)
    stream.once('close', () => this.#isOver.set(true))
    stream.once('end', () => this.#isOver.set(true))
  }

  /** Takes hold of a container that was created with an open input and is not started yet. */
  static async attach(container: EngineContainer): Promise<Leash> {
    const stream = await container.attach({
      stream: true,
      stdin: true,
      stdout: true,
      stderr: true,
      hijack: true,
    })
    return new Leash(container, stream as unknown as Duplex)
  }

  /** Whether the container has ended. */
  get isOver(): boolean {
    return this.#isOver.current
  }

  /** What the first process of the container wrote last. */
  get text(): string {
    return this.#text.current
  }

  /** Calls back when the container has ended, or at once if it has. */
  onEnd(listener: () => void): void {
    if (this.isOver) return listener()
    this.#isOver.subscribe(listener)
  }

  /** Resolves when the container has written this, or has ended: see `isOver`. */
  async written(text: string, limits: WaitLimits): Promise<void> {
    const seen = new Cell(this.#text.current.includes(text))
    using _text = this.#text.subscribe((now) => now.includes(text) && seen.set(true))
    using _end = this.#isOver.subscribe(() => seen.set(true))
    if (this.isOver) return
    await waitFor(seen, Boolean, {
      ...limits,
      what: `a container to write ${JSON.stringify(text)}`,
    })
  }

  /** Ends the container and resolves when it is removed. Safe to call again. */
  async [Symbol.asyncDispose](): Promise<void> {
    const removed = this.#removed()
    this.#stream.end()
    await removed
    this.#stream.destroy()
  }

  /** Never rejects: a container that is gone already is what was wanted, and what is left is removed by its label. */
  async #removed(): Promise<void> {
    const late = new AbortController()
    using _timer = systemClock.after(removalMs, () => late.abort())
    const options = { condition: 'removed', abortSignal: late.signal } as const
    await this.#container.wait(options).catch(() => undefined)
  }

  #hear(bytes: Buffer): void {
    this.#text.set((this.#text.current + bytes.toString('utf8')).slice(-keptText))
  }
}

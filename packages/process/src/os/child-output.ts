import type { Clock } from '@sim/core'
import type { Readable } from 'node:stream'
import { setImmediate } from 'node:timers'
import { OutputLines, type OutputLine } from './output-lines.ts'

/** What a child writes, line by line, until both of its streams are over. */
export class ChildOutput {
  readonly #streams: readonly Readable[]
  readonly #closed: Promise<unknown>

  /** A child without these streams has nothing to say and is over at once. */
  constructor(
    streams: { readonly stdout: Readable | null; readonly stderr: Readable | null },
    onOutput: (line: OutputLine) => void,
  ) {
    const { stdout, stderr } = streams
    this.#streams = [stdout, stderr].filter((stream) => stream !== null)
    this.#closed = Promise.all([
      stdout && follow(stdout, new OutputLines('stdout', onOutput)),
      stderr && follow(stderr, new OutputLines('stderr', onOutput)),
    ])
  }

  /**
   * Resolves when both streams are over. After `limitMs` they are closed, whoever still holds them: a
   * grandchild must not delay the news of a death.
   */
  async drained(limitMs: number, clock: Clock): Promise<void> {
    // A host that was busy finds the timer due before it has read what was written in time: one more turn
    // lets it read.
    using _limit = clock.after(limitMs, () => setImmediate(() => this.#close()))
    await this.#closed
  }

  #close(): void {
    for (const stream of this.#streams) stream.destroy()
  }
}

async function follow(stream: Readable, lines: OutputLines): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>()
  stream.on('data', (chunk: Buffer) => lines.push(chunk))
  // A stream that breaks is over, which is all there is to know: 'close' follows.
  stream.on('error', () => undefined)
  stream.once('close', () => {
    try {
      lines.end()
    } finally {
      resolve()
    }
  })
  await promise
}

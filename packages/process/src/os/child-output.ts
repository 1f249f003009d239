import type { Clock } from '@sim/core'
import type { Readable } from 'node:stream'
import { setImmediate } from 'node:timers'
import { OutputLines, type OutputLine, type OutputReader } from './output-lines.ts'
import { PacedStream } from './paced-stream.ts'

/** The number of the first descriptor beyond input, output and error output. */
export const firstDescriptor = 3

/** The streams of a child. Those beyond the first three are what it writes to further descriptors. */
export interface ChildStreams {
  readonly stdout: Readable | null
  readonly stderr: Readable | null
  readonly stdio: readonly unknown[]
}

/** What a child writes, until all of its streams are over. */
export class ChildOutput {
  readonly #streams: readonly PacedStream[]

  /** A child without streams has nothing to say and is over at once. `descriptors` read those from 3 on. */
  constructor(
    { stdout, stderr, stdio }: ChildStreams,
    onOutput: (line: OutputLine) => void,
    descriptors: readonly OutputReader[] = [],
  ) {
    const followed: [Readable | null, OutputReader][] = [
      [stdout, new OutputLines('stdout', onOutput)],
      [stderr, new OutputLines('stderr', onOutput)],
      ...descriptors.map((reader, index): [Readable, OutputReader] => [
        stdio[firstDescriptor + index] as Readable,
        reader,
      ]),
    ]
    const open = followed.filter((pair): pair is [Readable, OutputReader] => pair[0] !== null)
    this.#streams = open.map(([stream, reader]) => new PacedStream(stream, reader))
  }

  /** Resolves when what it has written so far was read; `undefined` if that is so, as far as can be known. */
  caughtUp(): Promise<unknown> | undefined {
    const behind = this.#streams.map((one) => one.caughtUp()).filter((one) => one !== undefined)
    return behind.length === 0 ? undefined : Promise.all(behind)
  }

  /**
   * Resolves when all streams are over. After `limitMs` they are closed, whoever still holds them: a
   * grandchild must not delay the news of a death.
   */
  async drained(limitMs: number, clock: Clock): Promise<void> {
    // A host that was busy finds the timer due before it has read what was written in time: one more turn
    // lets it read.
    using _limit = clock.after(limitMs, () => setImmediate(() => this.#close()))
    for (const stream of this.#streams) stream.unpace()
    await Promise.all(this.#streams.map(({ closed }) => closed))
  }

  #close(): void {
    for (const stream of this.#streams) stream.destroy()
  }
}

import { fork, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'

const program = fileURLToPath(new URL('telemetry-subscriber.mjs', import.meta.url))

/** What a subscriber does with what it is sent. */
export type Behaviour = 'counts' | 'measures' | 'never accepts' | 'never answers' | 'never reads'

/** A subscriber in a process of its own, until disposed of. */
export class TelemetrySubscriber implements AsyncDisposable {
  /** Seven for one that measures, else one. */
  readonly ports: readonly number[]
  readonly #child: ChildProcess

  private constructor(child: ChildProcess, ports: readonly number[]) {
    this.#child = child
    this.ports = ports
  }

  static async start(behaviour: Behaviour): Promise<TelemetrySubscriber> {
    const child = fork(program, [behaviour])
    const [{ ports }] = (await once(child, 'message')) as [{ ports: number[] }]
    // The kernel makes connections to a process that stands still, and nobody takes them.
    if (behaviour === 'never accepts') child.kill('SIGSTOP')
    return new TelemetrySubscriber(child, ports)
  }

  /** How many lines it got so far, and how old events were, in ms, since this was asked last. */
  async report(): Promise<{ readonly events: number; readonly delays: readonly number[] }> {
    this.#child.send('report')
    const [report] = (await once(this.#child, 'message')) as [{ events: number; delays: number[] }]
    return report
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#child.kill('SIGKILL')
    await once(this.#child, 'exit')
  }
}

import type { ExitStatus } from '../os/exit-status.ts'
import type { FromRunner, RunnerTask, ToRunner } from './runner-protocol.ts'

/** What a runner runs in. */
export interface RunnerCarrier {
  /** The process of the operating system that it has for itself, if it has one. */
  readonly osPid: number | undefined
  /** Tells the runner something. Of no effect when it is gone. */
  post(message: ToRunner): void
  /** Ends the runner, whatever it does, and does not wait for it. */
  end(): void
  /** Ends it, and rejects with `ERR_UNKILLABLE` if it is still there at the deadline. */
  kill(deadlineMs: number): Promise<void>
}

/** Who hears of a runner. `onGone` comes last, once, when nothing of it is left. */
export interface RunnerListener {
  onMessage(message: FromRunner): void
  /** `status`: what the operating system said of a process; a thread has no status of its own. */
  onGone(gone: { readonly status?: ExitStatus | undefined; readonly what: string }): void
}

/** What a carrier is started with. */
export interface CarrierTask {
  readonly task: RunnerTask
  /** MiB of JavaScript heap. */
  readonly jsHeapMb: number | undefined
}

/** What a worker thread may use of the JavaScript heap. */
export function resourceLimits(jsHeapMb: number | undefined): object {
  return jsHeapMb === undefined ? {} : { maxOldGenerationSizeMb: jsHeapMb }
}

import type { Clock } from '@sim/core'
import { setImmediate } from 'node:timers/promises'
import { Worker } from 'node:worker_threads'
import { UnkillableError } from '../os/unkillable-error.ts'
import { wasmThreadRunner } from '../runners.ts'
import type { CompiledModule } from './engine.ts'
import {
  resourceLimits,
  type CarrierTask,
  type RunnerCarrier,
  type RunnerListener,
} from './runner-carrier.ts'
import type { FromRunner, ToRunner } from './runner-protocol.ts'

// Where the two numbers stand that are shared with the runner.
const arrivals = 0
const bytesUnderWay = 1

/** A runner in a worker thread of this process. */
export class ThreadCarrier implements RunnerCarrier {
  readonly osPid = undefined
  readonly #name: string
  readonly #clock: Clock
  readonly #worker: Worker
  readonly #shared = new Int32Array(new SharedArrayBuffer(8))
  readonly #gone = Promise.withResolvers<void>()
  #isGone = false

  constructor(
    host: { readonly name: string; readonly clock: Clock },
    module: CompiledModule,
    { task, jsHeapMb }: CarrierTask,
    listener: RunnerListener,
  ) {
    this.#name = host.name
    this.#clock = host.clock
    this.#worker = new Worker(wasmThreadRunner, {
      name: host.name,
      workerData: { ...task, module, shared: this.#shared },
      // Nothing of the host's: neither what it was started with nor what it writes to.
      argv: [],
      env: {},
      execArgv: [],
      stdout: true,
      stderr: true,
      resourceLimits: resourceLimits(jsHeapMb),
    })
    this.#worker.on('message', (message: FromRunner) => {
      listener.onMessage(message)
      this.#taken(sizeOf(message))
    })
    // Without a listener it would be an exception of the host that nobody caught.
    this.#worker.on('error', (error) => listener.onMessage({ type: 'broken', error: plain(error) }))
    this.#worker.once('exit', (code) => {
      this.#isGone = true
      this.#gone.resolve()
      listener.onGone({ what: `its thread ended with code ${code}` })
    })
  }

  post(message: ToRunner): void {
    this.#worker.postMessage(message)
    Atomics.add(this.#shared, arrivals, 1)
    Atomics.notify(this.#shared, arrivals)
  }

  end(): void {
    void this.#worker.terminate()
  }

  async kill(deadlineMs: number): Promise<void> {
    this.end()
    const late = Promise.withResolvers<void>()
    using _timer = this.#clock.after(deadlineMs, late.resolve)
    await Promise.race([this.#gone.promise, late.promise])
    // A host that was busy finds the timer due before the exit that came in time: one more turn shows it.
    if (!this.#isGone) await setImmediate()
    if (!this.#isGone) throw new UnkillableError({ name: this.#name }, deadlineMs)
  }

  /** Lets the runner write as much anew. */
  #taken(size: number): void {
    if (size === 0) return
    Atomics.sub(this.#shared, bytesUnderWay, size)
    Atomics.notify(this.#shared, bytesUnderWay)
  }
}

function sizeOf(message: FromRunner): number {
  switch (message.type) {
    case 'output':
      return message.bytes.length
    case 'denied':
      return message.text.length
    case 'send':
    case 'reply':
      return message.data.length
    default:
      return 0
  }
}

function plain(error: unknown) {
  const { name, message, stack, code } = error as NodeJS.ErrnoException
  return { name, message, stack, code }
}

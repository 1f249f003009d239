import { SimulatorError } from '@sim/core'
import type { EventText } from '../events/rendered-event.ts'
import type { Batch } from './batch.ts'
import type { PausableClock } from './pausable-clock.ts'
import { isStaleConnection } from './stale-connection.ts'
import type { Channel } from './transport.ts'

export interface DeliveryQueueOptions {
  readonly channel: Channel
  /** While it is paused nothing is sent; its time bounds attempts and spaces them. */
  readonly clock: PausableClock
  /** Milliseconds before each repetition; after as many repetitions a batch is dropped. */
  readonly retryDelaysMs: readonly number[]
  readonly requestTimeoutMs: number
  /** When so many bytes wait behind the batch that is being sent, the queue is full. */
  readonly maxWaitingBytes: number
  /** `attempt`: 1 for the first one. What failed, but delivered a part, is delivered as far as that. */
  readonly onDelivered: (batch: Batch, attempt: number) => void
  readonly onRetry: (batch: Batch, attempt: number, cause: string, delayMs: number) => void
  /** Every attempt failed; `cause` is why the last one did. */
  readonly onGivenUp: (batch: Batch, cause: string) => void
  /** Something that waited does not wait any more. */
  readonly onRoom: () => void
}

/** Sends one subscriber's batches, in order, one at a time, each until acknowledged or given up. */
export class DeliveryQueue {
  readonly #options: DeliveryQueueOptions
  #waiting: Batch[] = []
  #waitingBytes = 0
  #current: Batch | undefined
  #attempt = 0
  /** Attempts in a row that delivered nothing. */
  #failures = 0
  #aborting: AbortController | undefined
  /** Whether this attempt met a connection that was let go of, and goes out again. */
  #isAgain = false
  /** Whether it waits with that for the time to go on. */
  #isHeld = false
  #backOff: Disposable | undefined
  #isClosed = false

  constructor(options: DeliveryQueueOptions) {
    this.#options = options
  }

  /** What was not acknowledged yet, oldest first. */
  get batches(): readonly Batch[] {
    return this.#current === undefined ? this.#waiting : [this.#current, ...this.#waiting]
  }

  /** Whether so much waits that no batch may join. A lone batch may wait, however large it is. */
  get isFull(): boolean {
    return this.#waitingBytes >= this.#options.maxWaitingBytes
  }

  push(batch: Batch): void {
    this.#waiting.push(batch)
    this.#waitingBytes += batch.countedBytes
    this.sendNext()
  }

  /** Puts a notice before all that waits; says whether anything does. */
  prependNotice(notice: EventText): boolean {
    const [next] = this.#waiting
    if (next === undefined) return false
    this.#waitingBytes -= next.countedBytes
    next.prependNotice(notice)
    this.#waitingBytes += next.countedBytes
    return true
  }

  /** Sends what waits, unless something is being sent, or the time stands still. */
  sendNext(): void {
    if (this.#isClosed || this.#options.clock.isPaused) return
    if (this.#isHeld) return this.#repeat()
    if (this.#current !== undefined) return
    const batch = this.#waiting.shift()
    if (batch === undefined) return
    this.#waitingBytes -= batch.countedBytes
    this.#current = batch
    this.#attempt = 0
    this.#failures = 0
    void this.#send(batch)
    this.#options.onRoom()
  }

  /** Repeats a failed batch now instead of later. */
  hurry(): void {
    if (this.#backOff === undefined || this.#options.clock.isPaused) return
    this.#backOff[Symbol.dispose]()
    this.#repeat()
  }

  /** Ends everything at once. What was not delivered stays in `batches`. */
  close(): void {
    if (this.#isClosed) return
    this.#isClosed = true
    this.#backOff?.[Symbol.dispose]()
    this.#aborting?.abort(new SimulatorError('ERR_DELIVERY_ENDED', 'the subscription ended'))
    this.#options.channel.close()
    const batch = this.#current
    if (batch !== undefined && batch.delivered > 0) {
      this.#options.onDelivered(batch.takeDelivered(), this.#attempt)
    }
  }

  #repeat(): void {
    this.#backOff = undefined
    this.#isHeld = false
    if (this.#current !== undefined) void this.#send(this.#current)
  }

  async #send(batch: Batch): Promise<void> {
    this.#attempt += 1
    const attempt = this.#attempt
    const failure = await this.#trySending(batch)
    if (this.#isClosed) return
    if (failure === undefined || batch.left.events === 0) {
      this.#isAgain = false
      return this.#finish(batch, () => this.#options.onDelivered(batch, attempt))
    }
    if (isStaleConnection(failure.error) && !this.#isAgain) return this.#sendAgain()
    this.#isAgain = false
    this.#failed(batch, attempt, failure.error)
  }

  #failed(batch: Batch, attempt: number, error: unknown): void {
    const { clock, retryDelaysMs, onDelivered, onRetry, onGivenUp } = this.#options
    const cause = (error as Error | undefined)?.message ?? String(error)
    const part = batch.delivered === 0 ? undefined : batch.takeDelivered()
    // Whoever takes something is slow, not gone.
    this.#failures = part === undefined ? this.#failures + 1 : 1
    const tellPart = () => {
      if (part !== undefined) onDelivered(part, attempt)
    }
    const delayMs = retryDelaysMs[this.#failures - 1]
    if (delayMs === undefined) {
      return this.#finish(batch, () => {
        tellPart()
        onGivenUp(batch, cause)
      })
    }
    this.#backOff = clock.after(delayMs, () => this.#repeat())
    tellPart()
    onRetry(batch, attempt, cause, delayMs)
  }

  /** Makes the same attempt once more, at once, or as soon as the time goes on. */
  #sendAgain(): void {
    this.#attempt -= 1
    this.#isAgain = true
    this.#isHeld = true
    this.sendNext()
  }

  /** Resolves with why it failed, or with `undefined` if it did not. */
  async #trySending(batch: Batch): Promise<{ readonly error: unknown } | undefined> {
    const { channel, clock, requestTimeoutMs } = this.#options
    const aborting = new AbortController()
    this.#aborting = aborting
    using _timer = clock.after(requestTimeoutMs, () => {
      const problem = `the subscriber did not answer within ${requestTimeoutMs} ms`
      aborting.abort(new SimulatorError('ERR_DELIVERY_TIMEOUT', problem))
    })
    try {
      await channel.send(batch, aborting.signal)
      return undefined
    } catch (error) {
      return { error }
    }
  }

  #finish(batch: Batch, tell: () => void): void {
    this.#current = undefined
    try {
      tell()
    } finally {
      batch.settle()
      this.sendNext()
    }
  }
}

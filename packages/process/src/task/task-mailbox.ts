import { onAbort, SimulatorError, WaitTimeoutError, type Clock } from '@sim/core'
import type { Envelope, MonitorRef } from '../kernel/envelope.ts'
import { LinkedList, type ListEntry } from '../kernel/linked-list.ts'
import { describeFilter, isMeant, type MailboxFilter } from './mailbox-filter.ts'
import { MailboxQueue } from './mailbox-queue.ts'
import type { Mailbox, MailboxLimits, ReceiveOptions } from './mailbox.ts'
import type { Turns } from './turns.ts'

/** Somebody who waits. */
interface Waiter<M> {
  readonly filter: MailboxFilter
  readonly resolve: (envelope: Envelope<M>) => void
  readonly reject: (error: unknown) => void
  place: ListEntry<Waiter<M>> | undefined
  /** What may end the wait early. */
  limits: Disposable | undefined
}

/** How the process that it belongs to takes part in it. */
export interface MailboxOwner {
  readonly turns: Turns
  readonly clock: Clock
  /** It holds so many more, or fewer. */
  onChange(by: number): void
  /** It overflowed, and its process is to fail for it. */
  onOverflow(error: Error): void
}

/** A mailbox, and what the kernel may do with it. */
export class TaskMailbox<M = unknown> implements Mailbox<M> {
  readonly #owner: MailboxOwner
  readonly #limits: MailboxLimits
  readonly #queue = new MailboxQueue<M>()
  readonly #waiters = new LinkedList<Waiter<M>>()
  /** Whether a later turn is to look who may be served. */
  #isDue = false
  #refusal: Error | undefined
  #isClosed = false

  constructor(owner: MailboxOwner, limits: MailboxLimits = {}) {
    this.#owner = owner
    this.#limits = limits
  }

  get size(): number {
    return this.#queue.size
  }

  tryReceive(filter: MailboxFilter = {}): Envelope<M> | undefined {
    if (this.#isClosed) throw this.#refusal as Error
    return this.#take(filter)
  }

  receive(options: ReceiveOptions = {}): Promise<Envelope<M>> {
    const { timeoutMs, signal } = options
    if (signal?.aborted === true) return Promise.reject(signal.reason as Error)
    if (!this.#queue.holds(options)) {
      if (this.#refusal !== undefined) return Promise.reject(this.#refusal)
      return timeoutMs === 0 ? Promise.reject(timeout(options, this.size)) : this.#wait(options)
    }
    if (timeoutMs !== 0 && !this.#owner.turns.take()) return this.#wait(options)
    return Promise.resolve(this.#take(options) as Envelope<M>)
  }

  [Symbol.asyncIterator](): AsyncIterator<Envelope<M>, undefined> {
    return { next: () => this.#next() }
  }

  /** Takes an envelope. False: nobody will ever read it. Throws `ERR_MAILBOX_FULL`. */
  push(envelope: Envelope<M>): boolean {
    if (this.#isClosed) return false
    if (envelope.type === 'message' && !this.#hasRoomFor(envelope)) return false
    if (this.#handDirectly(envelope)) return true
    this.#queue.push(envelope)
    this.#owner.onChange(1)
    this.#serve()
    return true
  }

  /** Takes the notice of a monitor out again, if it lies here. */
  forget(ref: MonitorRef): void {
    if (this.#queue.forget(ref)) this.#owner.onChange(-1)
  }

  /** From now on nobody waits: what is here may still be received. */
  refuseWaits(error: Error): void {
    if (this.#refusal !== undefined) return
    this.#refusal = error
    for (const waiter of this.#waiters) {
      if (!this.#queue.holds(waiter.filter)) this.#refuse(waiter, error)
    }
  }

  /** Forgets everything, and refuses whoever waits. */
  close(error: Error): void {
    this.#isClosed = true
    this.#refusal = error
    this.#owner.onChange(-this.size)
    this.#queue.clear()
    for (const waiter of this.#waiters) this.#refuse(waiter, error)
  }

  #hasRoomFor(message: Envelope<M>): boolean {
    const { maxMessages = Infinity, overflow = 'fail-sender' } = this.#limits
    if (this.#queue.messages < maxMessages || this.#isAwaited(message)) return true
    if (overflow === 'drop-oldest' && this.#take({ only: 'messages' }) !== undefined) return true
    const error = new SimulatorError(
      'ERR_MAILBOX_FULL',
      `a mailbox takes at most ${maxMessages} messages, found one more`,
    )
    if (overflow !== 'kill') throw error
    this.#owner.onOverflow(error)
    return false
  }

  /** Whoever waits for one message of many must not be kept from it by the others. */
  #isAwaited(message: Envelope<M>): boolean {
    return [...this.#waiters].some(({ filter }) => isMeant(message, filter))
  }

  #take(filter: MailboxFilter): Envelope<M> | undefined {
    const envelope = this.#queue.take(filter)
    if (envelope !== undefined) this.#owner.onChange(-1)
    return envelope
  }

  #wait(options: ReceiveOptions): Promise<Envelope<M>> {
    return new Promise((resolve, reject) => {
      const waiter: Waiter<M> = {
        filter: options,
        resolve,
        reject,
        place: undefined,
        limits: undefined,
      }
      waiter.place = this.#waiters.push(waiter)
      waiter.limits = this.#limit(waiter, options)
      if (this.#queue.holds(options)) this.#serveLater()
    })
  }

  #limit(waiter: Waiter<M>, options: ReceiveOptions): Disposable | undefined {
    const { timeoutMs = Infinity, signal } = options
    if (timeoutMs === Infinity && signal === undefined) return undefined
    const late = (): void => this.#refuse(waiter, timeout(options, this.size))
    const timer = this.#owner.clock.after(timeoutMs, late)
    const abort = onAbort(signal, () => this.#refuse(waiter, signal?.reason))
    return {
      [Symbol.dispose]: () => {
        timer[Symbol.dispose]()
        abort[Symbol.dispose]()
      },
    }
  }

  #hand(waiter: Waiter<M>, envelope: Envelope<M>): void {
    this.#leave(waiter)
    waiter.resolve(envelope)
  }

  #refuse(waiter: Waiter<M>, error: unknown): void {
    this.#leave(waiter)
    waiter.reject(error)
  }

  /** In the turn in which a wait ends it is out of the list: nothing is ever handed to nobody. */
  #leave({ place, limits }: Waiter<M>): void {
    this.#waiters.remove(place as ListEntry<Waiter<M>>)
    limits?.[Symbol.dispose]()
  }

  /** Hands it to who waits for it, past an empty queue. */
  #handDirectly(envelope: Envelope<M>): boolean {
    if (this.#queue.size > 0 || this.#isDue) return false
    for (let entry = this.#waiters.first; entry !== undefined; entry = entry.next) {
      if (!isMeant(envelope, entry.value.filter)) continue
      if (!this.#owner.turns.take()) return false
      this.#hand(entry.value, envelope)
      return true
    }
    return false
  }

  /** Hands out what somebody waits for, as far as this turn allows. */
  #serve(): void {
    if (this.#isDue) return
    for (let entry = this.#waiters.first, next; entry !== undefined; entry = next) {
      next = entry.next
      const { filter } = entry.value
      if (!this.#queue.holds(filter)) continue
      if (!this.#owner.turns.take()) return this.#serveLater()
      this.#hand(entry.value, this.#take(filter) as Envelope<M>)
    }
  }

  #serveLater(): void {
    if (this.#isDue) return
    this.#isDue = true
    this.#owner.turns.onNext(() => {
      this.#isDue = false
      this.#serve()
    })
  }

  async #next(): Promise<IteratorResult<Envelope<M>, undefined>> {
    try {
      return { done: false, value: await this.receive() }
    } catch (error) {
      if (error !== this.#refusal || this.#isClosed) throw error
      return { done: true, value: undefined }
    }
  }
}

function timeout(options: ReceiveOptions, size: number): WaitTimeoutError {
  const { timeoutMs = 0 } = options
  return new WaitTimeoutError(
    describeFilter(options),
    timeoutMs,
    [],
    `${size} in the mailbox that were not meant`,
  )
}

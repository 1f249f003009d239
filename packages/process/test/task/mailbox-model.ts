import type { MailboxFilter } from '@sim/process'

/** What lies in a mailbox: a message with a number, or news with one. */
export interface Item {
  readonly number: number
  readonly isNews: boolean
  readonly tag: number | undefined
}

/** How a wait ended, or that it has not. */
export type Outcome = number | 'timeout' | 'aborted' | 'stopping' | 'dead' | 'waiting'

interface Waiter {
  readonly filter: MailboxFilter
  readonly until: number
  outcome: Outcome
}

/** A mailbox as an array: everybody gets the first that they mean, who waits longest first. */
export class MailboxModel {
  items: Item[] = []
  readonly waiters: Waiter[] = []
  readonly #maxMessages: number
  readonly #overflow: 'fail-sender' | 'drop-oldest' | 'kill'
  #time = 0
  #life: 'alive' | 'stopping' | 'dead' = 'alive'

  constructor(maxMessages: number, overflow: 'fail-sender' | 'drop-oldest' | 'kill') {
    this.#maxMessages = maxMessages
    this.#overflow = overflow
  }

  get isDead(): boolean {
    return this.#life === 'dead'
  }

  push(item: Item): boolean | 'full' {
    if (this.isDead) return false
    const messages = this.items.filter(({ isNews }) => !isNews)
    const waiter = this.#waiting.find(({ filter }) => isMeant(item, filter))
    if (!item.isNews && messages.length >= this.#maxMessages && waiter === undefined) {
      if (this.#overflow === 'kill') this.end('dead')
      if (this.#overflow !== 'drop-oldest') return this.isDead ? false : 'full'
      if (messages.length === 0) return 'full'
      this.items = this.items.filter((other) => other !== messages[0])
    }
    if (waiter === undefined) this.items.push(item)
    else waiter.outcome = item.number
    return true
  }

  take(filter: MailboxFilter): number | undefined {
    const item = this.items.find((other) => isMeant(other, filter))
    this.items = this.items.filter((other) => other !== item)
    return item?.number
  }

  wait(filter: MailboxFilter, timeoutMs: number, isAborted: boolean): void {
    const waiter: Waiter = { filter, until: this.#time + timeoutMs, outcome: 'waiting' }
    this.waiters.push(waiter)
    if (isAborted) waiter.outcome = 'aborted'
    else
      waiter.outcome =
        this.take(filter) ?? this.#refusal ?? (timeoutMs === 0 ? 'timeout' : 'waiting')
  }

  abort(index: number): void {
    const waiter = this.waiters[index]
    if (waiter?.outcome === 'waiting') waiter.outcome = 'aborted'
  }

  advance(ms: number): void {
    this.#time += ms
    for (const waiter of this.#waiting) if (waiter.until <= this.#time) waiter.outcome = 'timeout'
  }

  end(how: 'stopping' | 'dead'): void {
    if (this.isDead) return
    this.#life = how
    if (how === 'dead') this.items = []
    for (const waiter of this.#waiting) waiter.outcome = how
  }

  get #waiting(): Waiter[] {
    return this.waiters.filter(({ outcome }) => outcome === 'waiting')
  }

  get #refusal(): Outcome | undefined {
    return this.#life === 'alive' ? undefined : this.#life
  }
}

function isMeant({ isNews, tag }: Item, { tags = [], only }: MailboxFilter): boolean {
  if (only === 'messages' && isNews) return false
  if (only === 'exits' && !isNews) return false
  return tags.length === 0 || (tag !== undefined && tags.includes(tag))
}

import type { Envelope, MonitorRef, Tag } from '../kernel/envelope.ts'
import { LinkedList, type ListEntry } from '../kernel/linked-list.ts'
import { isMeant, type MailboxFilter } from './mailbox-filter.ts'

/** An envelope with its places in the lists that it is found by. */
interface Queued<M> {
  readonly envelope: Envelope<M>
  readonly number: number
  place: ListEntry<Queued<M>> | undefined
  inTag: ListEntry<Queued<M>> | undefined
  inExits: ListEntry<Queued<M>> | undefined
}

/** Envelopes in the order of their arrival, found by tag and by kind without a walk through the others. */
export class MailboxQueue<M> {
  readonly #all = new LinkedList<Queued<M>>()
  readonly #exits = new LinkedList<Queued<M>>()
  readonly #byTag = new Map<Tag, LinkedList<Queued<M>>>()
  #pushed = 0

  get size(): number {
    return this.#all.size
  }

  /** How many of them are messages. */
  get messages(): number {
    return this.#all.size - this.#exits.size
  }

  push(envelope: Envelope<M>): void {
    const queued: Queued<M> = {
      envelope,
      number: this.#pushed,
      place: undefined,
      inTag: undefined,
      inExits: undefined,
    }
    this.#pushed += 1
    queued.place = this.#all.push(queued)
    if (envelope.type !== 'message') queued.inExits = this.#exits.push(queued)
    if (envelope.tag !== undefined) queued.inTag = this.#tagged(envelope.tag).push(queued)
  }

  /** Whether it has one that is meant. */
  holds(filter: MailboxFilter): boolean {
    return this.#find(filter) !== undefined
  }

  /** Takes out the first that is meant. */
  take(filter: MailboxFilter): Envelope<M> | undefined {
    const found = this.#find(filter)
    if (found === undefined) return undefined
    this.#remove(found)
    return found.envelope
  }

  /** Takes out the notice of a monitor. */
  forget(ref: MonitorRef): boolean {
    for (const queued of this.#exits) {
      if (queued.envelope.type !== 'process-died' || queued.envelope.ref !== ref) continue
      this.#remove(queued)
      return true
    }
    return false
  }

  clear(): void {
    for (const queued of this.#all) this.#remove(queued)
  }

  #find(filter: MailboxFilter): Queued<M> | undefined {
    const { tags = [], only } = filter
    if (tags.length === 0) return firstMeant(only === 'exits' ? this.#exits : this.#all, filter)
    let earliest: Queued<M> | undefined
    for (const tag of tags) {
      const list = this.#byTag.get(tag)
      const found = list && firstMeant(list, filter)
      if (found && (earliest === undefined || found.number < earliest.number)) earliest = found
    }
    return earliest
  }

  #tagged(tag: Tag): LinkedList<Queued<M>> {
    const list = this.#byTag.get(tag) ?? new LinkedList()
    this.#byTag.set(tag, list)
    return list
  }

  #remove({ envelope: { tag }, place, inTag, inExits }: Queued<M>): void {
    if (place !== undefined) this.#all.remove(place)
    if (inExits !== undefined) this.#exits.remove(inExits)
    if (inTag === undefined) return
    const list = this.#tagged(tag as Tag)
    list.remove(inTag)
    if (list.size === 0) this.#byTag.delete(tag as Tag)
  }
}

function firstMeant<M>(list: LinkedList<Queued<M>>, filter: MailboxFilter): Queued<M> | undefined {
  for (let entry = list.first; entry !== undefined; entry = entry.next) {
    if (isMeant(entry.value.envelope, filter)) return entry.value
  }
  return undefined
}

import type { Tag } from './envelope.ts'
import type { Process } from './process.ts'

/** How a link is made. */
export interface LinkOptions {
  /** What the caller's notice can be picked by. The other side has a tag of its own, or none. */
  readonly tag?: Tag | undefined
  /** The caller is told of the other's end, but not the other way round. Default false. */
  readonly oneWay?: boolean | undefined
  /** Gives a link that is there already this tag. Default false: the first tag stays. */
  readonly relink?: boolean | undefined
}

/** That one process is told when another one ends. */
interface Link {
  tag: Tag | undefined
  /** Whether who is told has made it, and so has chosen its tag. */
  isChosen: boolean
}

/**
 * Who is told when a process ends. Both directions of a link are separate entries of separate processes.
 *
 * It changes in the turn of the call, on both sides.
 */
export class Links {
  readonly #owner: Process
  /** Who is told of the owner's end, in the order in which they were linked. */
  readonly #told = new Map<Process, Link>()
  /** Of whose end the owner is told. */
  readonly #tellers = new Set<Process>()

  constructor(owner: Process) {
    this.#owner = owner
  }

  /** How many are told when the owner ends. */
  get size(): number {
    return this.#told.size
  }

  /** Who is told when the owner ends, in that order. */
  get told(): readonly Process[] {
    return [...this.#told.keys()]
  }

  tells(other: Process): boolean {
    return this.#told.has(other)
  }

  /** Links the owner with another process. A link to itself means nothing. */
  add(other: Process, { tag, oneWay = false, relink = false }: LinkOptions = {}): void {
    if (other === this.#owner) return
    const wasLinked = this.#isLinked(other)
    other.links.#tell(this.#owner, tag, true, relink)
    if (!oneWay) this.#tell(other, undefined, false, false)
    if (wasLinked) return
    this.#owner.meters.changed('lunatic.process.links.alive', 1)
    this.#owner.table.tell({ type: 'linked', pid: this.#owner.pid, to: other.pid })
  }

  /** Ends a link on both sides; what is on its way arrives no more. */
  remove(other: Process): void {
    if (!this.#forget(other)) return
    this.#owner.table.tell({ type: 'unlinked', pid: this.#owner.pid, to: other.pid })
  }

  /** Ends the link to a dead process and says how it was tagged, or `undefined` if there is none any more. */
  end(dead: Process): { readonly tag: Tag | undefined } | undefined {
    const link = dead.links.#told.get(this.#owner)
    this.#forget(dead)
    return link
  }

  /** The owner is dead: it is told of nobody's end any more. */
  close(): void {
    for (const teller of [...this.#tellers]) {
      if (!this.#told.has(teller)) this.#forget(teller)
      else this.#untold(teller)
    }
  }

  #isLinked(other: Process): boolean {
    return this.#told.has(other) || this.#tellers.has(other)
  }

  #tell(other: Process, tag: Tag | undefined, isChosen: boolean, relink: boolean): void {
    const known = this.#told.get(other)
    if (known === undefined) {
      this.#told.set(other, { tag, isChosen })
      other.links.#tellers.add(this.#owner)
    } else if (isChosen && (relink || !known.isChosen)) {
      known.tag = tag
      known.isChosen = true
    }
  }

  #forget(other: Process): boolean {
    const wasLinked = this.#isLinked(other)
    this.#told.delete(other)
    other.links.#tellers.delete(this.#owner)
    this.#untold(other)
    if (wasLinked) this.#owner.meters.changed('lunatic.process.links.alive', -1)
    return wasLinked
  }

  #untold(teller: Process): void {
    teller.links.#told.delete(this.#owner)
    this.#tellers.delete(teller)
  }
}

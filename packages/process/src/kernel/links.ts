import type { Tag } from './envelope.ts'

/** How a link is made. */
export interface LinkOptions {
  /** What the caller's notice can be picked by. The other side has a tag of its own, or none. */
  readonly tag?: Tag | undefined
  /** The caller is told of the other's end, but not the other way round. Default false. */
  readonly oneWay?: boolean | undefined
  /** Gives a link that is there already this tag. Default false: the first tag stays. */
  readonly relink?: boolean | undefined
}

/** Who can be linked. */
export interface Linkable<P extends Linkable<P>> {
  readonly links: Links<P>
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
export class Links<P extends Linkable<P>> {
  readonly #owner: P
  readonly #onChange: (change: 'linked' | 'unlinked', other: P) => void
  /** Who is told of the owner's end, in the order in which they were linked. */
  readonly #told = new Map<P, Link>()
  /** Of whose end the owner is told. */
  readonly #tellers = new Set<P>()

  /** `onChange`: hears when the owner and another one begin or cease to be linked, however many ways. */
  constructor(owner: P, onChange: (change: 'linked' | 'unlinked', other: P) => void) {
    this.#owner = owner
    this.#onChange = onChange
  }

  /** How many are told when the owner ends. */
  get size(): number {
    return this.#told.size
  }

  /** Who is told when the owner ends, in that order. */
  get told(): readonly P[] {
    return [...this.#told.keys()]
  }

  tells(other: P): boolean {
    return this.#told.has(other)
  }

  /** Links the owner with another process. A link to itself means nothing. */
  add(other: P, { tag, oneWay = false, relink = false }: LinkOptions = {}): void {
    if (other === this.#owner) return
    const wasLinked = this.#isLinked(other)
    other.links.#tell(this.#owner, tag, true, relink)
    if (!oneWay) this.#tell(other, undefined, false, false)
    if (!wasLinked) this.#onChange('linked', other)
  }

  /** Ends a link on both sides; what is on its way arrives no more. */
  remove(other: P): void {
    if (!this.#isLinked(other)) return
    this.#told.delete(other)
    other.links.#tellers.delete(this.#owner)
    this.#untold(other)
    this.#onChange('unlinked', other)
  }

  /** Ends the link to a dead process and says how it was tagged, or `undefined` if there is none any more. */
  end(dead: P): { readonly tag: Tag | undefined } | undefined {
    const link = dead.links.#told.get(this.#owner)
    this.remove(dead)
    return link
  }

  /** The owner is dead: it is told of nobody's end any more. */
  close(): void {
    for (const teller of this.#tellers) {
      // Whom it tells in turn stays until that one was told.
      if (this.#told.has(teller)) this.#untold(teller)
      else this.remove(teller)
    }
  }

  #isLinked(other: P): boolean {
    return this.#told.has(other) || this.#tellers.has(other)
  }

  #tell(other: P, tag: Tag | undefined, isChosen: boolean, relink: boolean): void {
    const known = this.#told.get(other)
    if (known === undefined) {
      this.#told.set(other, { tag, isChosen })
      other.links.#tellers.add(this.#owner)
    } else if (isChosen && (relink || !known.isChosen)) {
      known.tag = tag
      known.isChosen = true
    }
  }

  #untold(teller: P): void {
    teller.links.#told.delete(this.#owner)
    this.#tellers.delete(teller)
  }
}

import type { Invocation } from './invocation.ts'

/** How many bytes of events and answers are kept for invocations that are over. */
const mostBytes = 64 * 1024 * 1024

/** The invocations that can be asked for by id: all that are not over, and the newest of those that are. */
export class KnownInvocations {
  readonly #limit: number
  readonly #endInOrder: boolean
  readonly #byId = new Map<string, Invocation>()
  /** Over, oldest first, with their weights. */
  readonly #over = new Map<Invocation, number>()
  /** Not seen to be over yet, oldest first. */
  readonly #open = new Set<Invocation>()
  #bytes = 0

  /**
   * `limit`: how many that are over are kept, as long as they weigh less than 64 MiB together. `endInOrder`: whether they end in
   * the order in which they came.
   */
  constructor(limit: number, endInOrder = true) {
    this.#limit = limit
    this.#endInOrder = endInOrder
  }

  add(invocation: Invocation): void {
    this.#byId.set(invocation.requestId, invocation)
    this.#open.add(invocation)
    this.#weigh()
    this.#forget()
  }

  get(requestId: string): Invocation | undefined {
    this.#weigh()
    this.#forget()
    return this.#byId.get(requestId)
  }

  /** Oldest first. */
  all(): Invocation[] {
    return [...this.#byId.values()]
  }

  /** Where they end in the order in which they came only the first ones must be looked at. */
  #weigh(): void {
    for (const invocation of this.#open) {
      if (invocation.progress !== 'ended') {
        if (this.#endInOrder) return
        continue
      }
      const { event, result, stream } = invocation
      const unread = stream?.body.readableLength ?? 0
      const bytes = event.length + (result?.payload.length ?? 0) + unread
      this.#open.delete(invocation)
      this.#over.set(invocation, bytes)
      this.#bytes += bytes
    }
  }

  #forget(): void {
    for (const [invocation, bytes] of this.#over) {
      if (this.#over.size <= this.#limit && this.#bytes <= mostBytes) return
      this.#over.delete(invocation)
      // Another attempt at the same event may have taken its place.
      const { requestId } = invocation
      if (this.#byId.get(requestId) === invocation) this.#byId.delete(requestId)
      this.#bytes -= bytes
    }
  }
}

type Release = () => unknown

/**
 * What was opened so far, to be closed newest first.
 *
 * Stands in for `AsyncDisposableStack`, which Node 22 does not have.
 */
export class Resources implements AsyncDisposable {
  #releases: Release[] = []
  #closing: Promise<void> | undefined

  /** Takes charge of a resource and hands it back. */
  use<T extends AsyncDisposable | Disposable>(resource: T): T {
    this.#releases.push(() =>
      Symbol.asyncDispose in resource
        ? resource[Symbol.asyncDispose]()
        : resource[Symbol.dispose](),
    )
    return resource
  }

  /** Calls this when closing. */
  defer(release: Release): void {
    this.#releases.push(release)
  }

  /** Hands everything over to a new owner; this one then closes nothing. */
  move(): Resources {
    const moved = new Resources()
    moved.#releases = this.#releases
    this.#releases = []
    return moved
  }

  /**
   * Closes everything, newest first, even if one of them fails.
   *
   * Whoever asks meanwhile gets the same end; asking again later does nothing. Throws what failed, as an
   * `AggregateError` if several did.
   */
  [Symbol.asyncDispose](): Promise<void> {
    this.#closing ??= this.#close().finally(() => {
      this.#closing = undefined
    })
    return this.#closing
  }

  async #close(): Promise<void> {
    const failures: unknown[] = []
    for (let release = this.#releases.pop(); release; release = this.#releases.pop()) {
      try {
        await release()
      } catch (error) {
        failures.push(error)
      }
    }
    if (failures.length === 1) throw failures[0]
    if (failures.length > 1) throw new AggregateError(failures, 'several resources did not close')
  }
}

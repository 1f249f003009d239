import { once } from 'node:events'

/** Resolves when the signal aborts. */
export async function untilAborted(signal: AbortSignal): Promise<void> {
  if (!signal.aborted) await once(signal, 'abort')
}

/** What the work comes to, unless the signal aborts first: then its reason is thrown, and the work goes on unheard. */
export async function unlessAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  const settled = new AbortController()
  const aborted = once(signal, 'abort', { signal: settled.signal }).then(
    () => signal.throwIfAborted(),
    () => undefined,
  )
  // Whoever loses the race is not heard.
  aborted.catch(() => undefined)
  work.catch(() => undefined)
  try {
    signal.throwIfAborted()
    return (await Promise.race([work, aborted])) as T
  } finally {
    settled.abort()
  }
}

import { onAbort } from '@sim/core'

/** What a promise resolves with, unless the signal aborts first: then rejects with its reason, and the work goes on. */
export async function unlessAborted<T>(
  work: Promise<T>,
  signal: AbortSignal | undefined,
): Promise<T> {
  if (signal === undefined) return await work
  const aborted = Promise.withResolvers<never>()
  using _abort = onAbort(signal, () => aborted.reject(signal.reason))
  // Nobody waits for it any more when the signal was faster.
  work.catch(() => undefined)
  return await Promise.race([work, aborted.promise])
}

import { systemClock } from '@sim/core'

/** So many milliseconds: chance, and nothing that anybody waits for. */
export async function aWhile(ms: number): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>()
  using _timer = systemClock.after(ms, resolve)
  await promise
}

import type { Watchable } from '@sim/core'

/** Resolves when a value is as wanted, now or after a change; it has no limit of its own. */
export function until<T>(source: Watchable<T>, isDone: (value: T) => boolean): Promise<void> {
  if (isDone(source.current)) return Promise.resolve()
  return new Promise((resolve) => {
    const subscription = source.subscribe((value) => {
      if (!isDone(value)) return
      subscription[Symbol.dispose]()
      resolve()
    })
  })
}

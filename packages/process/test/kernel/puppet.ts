import type { ProcessHandle, Self, Spawner, Task, TaskOptions } from '@sim/process'
import { AsyncLocalStorage } from 'node:async_hooks'

/**
 * A task that does nothing by itself: the test acts through its `Self`, and says how its function ends. It does not
 * hear of a stop; what is left when its environment is shut down is killed.
 */
export interface Puppet {
  readonly handle: ProcessHandle<unknown, Task>
  readonly self: Self
  /** Its function returns. */
  return(value?: unknown): void
  /** Its function throws. */
  throw(error: unknown): void
  /** Calls something as if its function did. */
  run<R>(work: () => R): R
}

/** Spawns one, and resolves when its function has begun. */
export async function puppet(
  spawner: Pick<Spawner, 'spawn'>,
  options?: TaskOptions,
): Promise<Puppet> {
  const begun = Promise.withResolvers<Pick<Puppet, 'self' | 'run'>>()
  const end = Promise.withResolvers<unknown>()
  const handle = await spawner.spawn(
    (self) => {
      begun.resolve({ self, run: AsyncLocalStorage.snapshot() })
      return end.promise
    },
    { shutdownMs: 'kill', ...options },
  )
  void handle.exited.then(end.resolve)
  return { handle, ...(await begun.promise), return: end.resolve, throw: end.reject }
}

/** Everything that lies in its mailbox, taken out. */
export function drain({ mailbox }: Self): unknown[] {
  const taken: unknown[] = []
  for (let next = mailbox.tryReceive(); next !== undefined; next = mailbox.tryReceive()) {
    taken.push(next)
  }
  return taken
}

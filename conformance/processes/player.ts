import { onAbort } from '@sim/core'
import type { ExitReason, Pid, ProcessHandle, Self, Spawner, Task, TaskOptions } from '@sim/process'

/** A task whose part the test plays: it uses `self` as the function of the task would. */
export interface Player {
  readonly handle: ProcessHandle<unknown, Task>
  readonly pid: Pid
  readonly self: Self
  /** Its function returns. Resolves when it is dead and everyone was told. */
  returns(value?: unknown): Promise<ExitReason>
  /** Its function throws. Resolves when it is dead and everyone was told. */
  throws(thrown: unknown): Promise<ExitReason>
}

/** Spawns a task for the test to play. Its function also returns when it is asked to stop or killed. */
export async function play(by: Spawner, options: TaskOptions = {}): Promise<Player> {
  const begun = Promise.withResolvers<Self>()
  const end = Promise.withResolvers<unknown>()
  const handle = await by.spawn<unknown>((self) => {
    onAbort(self.signal, () => end.resolve(undefined))
    begun.resolve(self)
    return end.promise
  }, options)
  const self = await begun.promise
  return {
    handle,
    pid: handle.pid,
    self,
    returns: (value) => {
      end.resolve(value)
      return handle.exited
    },
    throws: (thrown) => {
      end.reject(thrown)
      return handle.exited
    },
  }
}

import { AsyncLocalStorage } from 'node:async_hooks'
import type { Self } from './self.ts'

const slot: unique symbol = Symbol.for('@sim/process-current')

type Storage = AsyncLocalStorage<Self>

const host = globalThis as { [slot]?: Storage }

/** The task in whose function this is called, also after an `await`; `undefined` outside of tasks. */
export function currentProcess(): Self | undefined {
  return host[slot]?.getStore()
}

/** Calls a function as part of a task. */
export function asProcess<T>(self: Self, work: () => T): T {
  // Before the first task nobody pays for what follows a call through its promises.
  host[slot] ??= new AsyncLocalStorage<Self>()
  return host[slot].run(self, work)
}

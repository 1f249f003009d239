import { AsyncLocalStorage } from 'node:async_hooks'
import type { Pid } from './pid.ts'

const slot: unique symbol = Symbol.for('@sim/process-current')

/** Who is known to run. */
export interface Current {
  readonly pid: Pid
}

const host = globalThis as { [slot]?: AsyncLocalStorage<Current> }

/** In whose function this is called, also after an `await`; `undefined` outside of tasks. */
export function current(): Current | undefined {
  return host[slot]?.getStore()
}

/** Calls a function as part of a process. */
export function runAs<T>(process: Current, work: () => T): T {
  // Before the first task nobody pays for what follows a call through its promises.
  host[slot] ??= new AsyncLocalStorage<Current>()
  return host[slot].run(process, work)
}

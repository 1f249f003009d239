import { current } from '../kernel/current.ts'
import type { Self } from './self.ts'

/** The task in whose function this is called, also after an `await`; `undefined` outside of tasks. */
export function currentProcess(): Self | undefined {
  return current() as Self | undefined
}

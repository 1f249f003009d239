import type { Cell } from '@sim/core'
import { invalidTransition } from './refusals.ts'
import { runtimeTransitions, type RuntimeCall, type RuntimeState } from './runtime-state.ts'

/** Moves a runtime on by one of its calls. Throws the platform's refusal where its state does not allow the call. */
export function takeCall(state: Cell<RuntimeState>, call: RuntimeCall): void {
  const to = runtimeTransitions[state.current][call]
  if (to === undefined) throw invalidTransition(state.current, call)
  state.set(to)
}

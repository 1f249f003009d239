import { systemClock } from '@sim/core'
import type { Invocation, Simulator } from '@sim/simulator'

/** Waits of every kind that are called off after a while: each must end, and with the right reason. */
export async function calledOff(
  simulator: Simulator,
  invocation: Invocation,
  afterMs: number,
  faults: string[],
): Promise<void> {
  const reason = new Error('called off')
  const abort = new AbortController()
  if (afterMs === 0) abort.abort(reason)
  using _timer = systemClock.after(afterMs, () => abort.abort(reason))
  const limits = { signal: abort.signal, timeoutMs: Infinity }
  const waits: Readonly<Record<string, Promise<unknown>>> = {
    completed: invocation.completed(limits),
    responding: invocation.responding(limits),
    done: invocation.done(limits),
    waitForPhase: simulator.waitForPhase('reset', limits),
    waitForEntry: simulator.waitForEntry(() => false, { ...limits, what: 'nothing' }),
    waitForFrozen: simulator.waitForFrozen(limits),
  }
  const ends = Object.entries(waits).map(async ([name, wait]) => {
    try {
      await wait
    } catch (error) {
      const isOver = (error as { code?: string }).code === 'ERR_SIMULATOR_STOPPED'
      if (error !== reason && !isOver) faults.push(`${name} ended with ${String(error)}`)
    }
  })
  await Promise.all(ends)
}

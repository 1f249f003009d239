import { SimulatorError, type Clock } from '@sim/core'
import type { ExitReason } from './exit-reason.ts'
import type { Pid } from './pid.ts'
import { ProcessExitedError } from './process-errors.ts'

/** Whose end can be waited for. */
export interface Mortal {
  readonly pid: Pid
  readonly name: string
  readonly clock: Clock
  readonly isOver: boolean
  readonly exited: Promise<ExitReason>
}

/**
 * Resolves when a process that was killed is dead. Rejects with `ERR_UNKILLABLE` when so many milliseconds are over, of
 * which `sinceMs` had begun before.
 */
export async function exitedWithin(
  { name, clock, isOver, exited }: Mortal,
  ms: number,
  sinceMs = clock.monotonic(),
): Promise<void> {
  const late = Promise.withResolvers<never>()
  using _timer = clock.after(sinceMs + ms - clock.monotonic(), () => {
    const why = isOver ? 'what it owns is not released' : 'it has not even started'
    late.reject(new SimulatorError('ERR_UNKILLABLE', `${name} did not end within ${ms} ms: ${why}`))
  })
  await Promise.race([exited, late.promise])
}

/** What a start resolves with, unless its process is dead before: a preparation may never end. */
export function unlessDead<B>({ pid, name, exited }: Mortal, begun: Promise<B>): Promise<B> {
  const ended = exited.then((reason) => {
    throw new ProcessExitedError(pid, name, reason)
  })
  return Promise.race([begun, ended])
}

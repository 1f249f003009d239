import { setImmediate } from 'node:timers'
import type { Clock } from '@sim/core'
import type { AskedEnd } from './asked-end.ts'
import type { ExitReason } from './exit-reason.ts'
import type { ProcessOptions } from './handle-options.ts'

/** Milliseconds that a polite stop takes at the most when nothing else was said. */
export const defaultShutdownMs = 2_000

/** Milliseconds that a kill takes at the most when nothing else was said. */
export const defaultKillMs = 9_000

/** What can be asked to end, and ended. */
export interface Stoppable {
  readonly options: ProcessOptions
  readonly clock: Clock
  readonly isOver: boolean
  readonly exited: Promise<ExitReason>
  ask(why: string | undefined, how?: () => void): void
  kill(asked: AskedEnd): Promise<void> | undefined
}

/** Asks a process to stop, sees to it at its deadline, and resolves when it is dead. Rejects with `ERR_UNKILLABLE`. */
export async function stop(process: Stoppable, why?: string): Promise<void> {
  const { shutdownMs = defaultShutdownMs } = process.options
  process.ask(why, shutdownMs === 'kill' ? () => undefined : undefined)
  if (!process.isOver) await enforce(process, shutdownMs === 'kill' ? 0 : shutdownMs)
  await process.exited
}

/** Ends a process that has not ended after so many milliseconds. Rejects with `ERR_UNKILLABLE`. */
export async function enforce(process: Stoppable, deadlineMs: number): Promise<void> {
  const forced = Promise.withResolvers<void>()
  const end = (): void => {
    const kill = process.kill({ kind: 'shutdown', forced: true })
    if (kill === undefined) forced.resolve()
    else kill.then(forced.resolve, forced.reject)
  }
  // A host that was busy finds the timer due before the end that came in time: one more turn shows it.
  const late = (): unknown => setImmediate(end)
  // No time at all needs no clock, which a test may have stopped.
  using _timer = deadlineMs > 0 ? process.clock.after(deadlineMs, late) : undefined
  if (deadlineMs <= 0) late()
  await Promise.race([process.exited, forced.promise])
}

/** Stops several, side by side. Resolves with what could not be done. */
export async function stopAll(all: readonly Stoppable[], why: string): Promise<readonly unknown[]> {
  const stops = await Promise.allSettled(all.map((process) => stop(process, why)))
  return stops.flatMap((end): unknown[] => (end.status === 'rejected' ? [end.reason] : []))
}

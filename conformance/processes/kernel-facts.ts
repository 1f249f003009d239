import { pollUntil } from '@sim/core'
import { processState } from '@sim/freeze'
import { soon } from '../seed/patience.ts'

/** Whether a process of the operating system still runs. Who is dead and only waits for its parent does not. */
export function isAlive(osPid: number): boolean {
  const found = processState(osPid)
  return found !== 'gone' && !['Z', 'X'].includes(found.state)
}

/** The number of the group that a process belongs to. */
export function groupOf(osPid: number): number | undefined {
  const found = processState(osPid)
  return found === 'gone' ? undefined : found.pgrp
}

/** Resolves when a process stands still. */
export async function untilStopped(osPid: number): Promise<void> {
  await pollUntil(
    () => processState(osPid),
    (found) => found !== 'gone' && found.threads.every(({ state }) => state === 'T'),
    { what: `process ${osPid} to stand still`, ...soon },
  )
}

/** Resolves when none of these runs any more. */
export async function untilGone(osPids: readonly number[]): Promise<void> {
  await pollUntil(
    () => osPids.filter(isAlive),
    (alive) => alive.length === 0,
    { what: `the end of ${osPids.join(', ')}`, ...soon },
  )
}

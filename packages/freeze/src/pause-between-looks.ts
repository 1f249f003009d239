import { setImmediate, setTimeout } from 'node:timers'

/** For so long every turn of the event loop is worth a look: most processes stop within a fraction of it. */
const eagerMs = 20

/**
 * Resolves when the kernel deserves another look.
 *
 * At first in the next turn of the event loop; after 20 ms at most once a millisecond, so that looking does not
 * take the processor from those who are to stop.
 */
export function pauseBetweenLooks(waitedMs: number): Promise<void> {
  return new Promise((resolve) => {
    if (waitedMs < eagerMs) setImmediate(resolve)
    else setTimeout(resolve, 1)
  })
}

import { systemClock } from '@sim/core'
import type { Simulator } from '@sim/simulator'

/** Without news for so long, in milliseconds, everybody waits for the time. */
const quietMs = 60

/** A time that nobody moves stands still: this one goes on whenever nothing has happened for a while. */
export function moveTimeOn(simulator: Simulator): Disposable {
  if (simulator.settings.time !== 'manual') return { [Symbol.dispose]: () => undefined }
  let timer: Disposable
  let seen = 0
  const look = (): void => {
    if (seen === simulator.journal.length) simulator.advance(500)
    seen = simulator.journal.length
    timer = systemClock.after(quietMs, look)
  }
  look()
  return { [Symbol.dispose]: () => timer[Symbol.dispose]() }
}

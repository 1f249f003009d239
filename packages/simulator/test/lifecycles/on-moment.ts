import type { Simulator } from '@sim/simulator'
import { setImmediate } from 'node:timers'
import type { Moment } from './plan.ts'

/** Calls back once, at a moment of an environment's life; never, if it does not come. */
export function onMoment(simulator: Simulator, moment: Moment, callback: () => void): Disposable {
  let left = moment.nth
  return simulator.journal.subscribe((entry) => {
    if (entry?.type !== moment.type) return
    left -= 1
    if (left !== 0) return
    if (moment.at === 'once') callback()
    else setImmediate(callback)
  })
}

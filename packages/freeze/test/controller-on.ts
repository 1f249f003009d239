import { ManualClock } from '@sim/core'
import { FreezeController, type FreezeControllerOptions, type FreezeEvent } from '@sim/freeze'
import type { FakeTable } from './fake-table.ts'

/** A controller on a fake table, with a clock that stands still, and what it told. */
export function controllerOn(port: FakeTable, options: FreezeControllerOptions = {}) {
  const clock = new ManualClock()
  const events: FreezeEvent[] = []
  const onEvent = (event: FreezeEvent) => void events.push(event)
  const controller = new FreezeController({ mode: 'process', port, clock, onEvent, ...options })
  return { controller, clock, events }
}

/** From now on nothing stops, and no further look is taken, before the test says so. */
export function stepByStep(table: FakeTable, clock?: ManualClock) {
  let resume: () => void = () => undefined
  table.pauses = () =>
    new Promise((resolve) => {
      resume = resolve
    })
  /** The controller looks once more. */
  const look = async (): Promise<void> => {
    resume()
    await Promise.resolve()
  }
  return {
    look,
    /** So much time passes, with a look every 50 ms. */
    async pass(ms: number): Promise<void> {
      for (let left = ms; left > 0; left -= 50) {
        clock?.advance(Math.min(left, 50))
        await look()
      }
    },
  }
}

import { expect, test } from '@jest/globals'
import fc from 'fast-check'
import { World } from './world.ts'

const deeds = (...names: string[]) =>
  fc.array(fc.tuple(fc.constantFrom(...names), fc.nat({ max: 30 })), { maxLength: 20, size: 'max' })

test('whatever interleaves, the frozen are stopped, the thawed run, and strangers are left alone', async () => {
  const done = deeds(
    ...['freeze', 'freeze', 'freeze', 'freeze late', 'freeze with signal', 'abort', 'unfreeze'],
    ...['unfreeze', 'force', 'register', 'register', 'register', 'unregister'],
  )
  const happening = deeds(
    ...['fork', 'fork', 'setsid', 'vfork', 'thread', 'exec', 'exit', 'exit', 'zombie', 'stranger'],
    ...['foreign'],
  )
  await fc.assert(
    fc.asyncProperty(fc.scheduler(), done, happening, async (scheduler, acts, events) => {
      const world = new World(scheduler)
      scheduler.scheduleSequence(
        acts.map(([deed, which]) => ({ builder: () => world.act(deed, which), label: deed })),
      )
      scheduler.scheduleSequence(
        events.map(([event, which]) => ({
          builder: () => world.happen(event, which),
          label: event,
        })),
      )

      await world.end()

      expect(world.violations).toEqual([])
    }),
    { numRuns: Number(process.env['FREEZE_MODEL_RUNS'] ?? 2000) },
  )
}, 60_000)

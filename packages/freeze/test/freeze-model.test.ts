import { expect, test } from '@jest/globals'
import fc from 'fast-check'
import process from 'node:process'
import { World, type Deed, type Happening } from './world.ts'

const several = <Kind extends string>(kinds: readonly Kind[]) =>
  fc.array(fc.tuple(fc.constantFrom(...kinds), fc.nat({ max: 30 })), { maxLength: 20, size: 'max' })

// What stands here twice happens twice as often.
const deeds: Deed[] = ['freeze', 'freeze', 'freeze', 'freeze late', 'freeze with signal', 'abort']
deeds.push('unfreeze', 'unfreeze', 'force', 'register', 'register', 'register', 'unregister')
const happenings: Happening[] = ['fork', 'fork', 'setsid', 'vfork', 'exec', 'thread', 'exit']
happenings.push('exit', 'zombie', 'stranger', 'foreign')

const numRuns = Number(process.env['FREEZE_MODEL_RUNS'] ?? 1500)

test('whatever interleaves, the frozen are stopped, the thawed run, and strangers are left alone', async () => {
  const property = fc.asyncProperty(
    fc.scheduler(),
    several(deeds),
    several(happenings),
    async (scheduler, acts, events) => {
      const world = new World(scheduler)
      scheduler.scheduleSequence(
        acts.map(([deed, which]) => ({ builder: () => world.act(deed, which), label: deed })),
      )
      scheduler.scheduleSequence(
        events.map(([what, which]) => ({ builder: () => world.happen(what, which), label: what })),
      )

      await world.end()

      expect(world.violations).toEqual([])
    },
  )

  await fc.assert(property, { numRuns })
}, 120_000)

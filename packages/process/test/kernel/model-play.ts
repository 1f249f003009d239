import { act } from './model-acts.ts'
import { compare } from './model-comparison.ts'
import type { Step } from './model-steps.ts'
import type { Id } from './model-process.ts'
import type { Model } from './model.ts'
import { World } from './model-world.ts'
import { quiet } from './quiet.ts'

/** Has everything happen in a new world, and resolves with what the kernel and the model saw differently first. */
export async function play(steps: readonly Step[]): Promise<readonly unknown[]> {
  const world = new World()
  for (const step of steps) {
    await act(world, step)
    // Each generation may need a turn to end the next.
    await quiet(3 + generations(world.model))
    world.settle()
    compare(world)
    if (world.differences.length > 0) return [{ after: step }, ...world.differences]
  }
  await world.end()
  return world.differences
}

/** How many generations of living processes there are at the most. */
function generations(model: Model): number {
  const count = (id: Id | undefined): number => (id ? 1 + count(model.get(id).parent) : 0)
  const living = model.processes.filter(({ life }) => life !== 'dead')
  return Math.max(0, ...living.map(({ id }) => count(id)))
}

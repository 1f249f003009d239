import { act } from './model-acts.ts'
import { compare } from './model-comparison.ts'
import type { Step } from './model-steps.ts'
import { World } from './model-world.ts'
import { quiet } from './quiet.ts'

/** Has everything happen in a new world, and resolves with what the kernel and the model saw differently first. */
export async function play(steps: readonly Step[]): Promise<readonly unknown[]> {
  const world = new World()
  for (const step of steps) {
    await act(world, step)
    await quiet(3)
    world.settle()
    compare(world)
    if (world.differences.length > 0) return [{ after: step }, ...world.differences]
  }
  await world.end()
  return world.differences
}

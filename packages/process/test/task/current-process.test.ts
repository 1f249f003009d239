import { expect, test } from '@jest/globals'
import { Environment, currentProcess } from '@sim/process'
import { puppet } from '../kernel/puppet.ts'
import { setImmediate } from 'node:timers/promises'

test('a task is known in its function, also after a wait, and nobody is outside', async () => {
  await using environment = new Environment()

  const handle = await environment.spawn(async (self) => {
    const before = currentProcess()
    await setImmediate()
    return [before === self, currentProcess() === self]
  })

  expect(await handle.result()).toEqual([true, true])
  expect(currentProcess()).toBeUndefined()
})

test('a task that is spawned by another one is itself, also while it prepares', async () => {
  await using environment = new Environment()
  const a = await puppet(environment)

  const child = await a.run(() =>
    a.self.spawn({
      init: () => currentProcess()?.pid,
      run: (self, prepared) => [prepared, currentProcess()?.pid, self.pid],
    }),
  )

  expect(new Set(await child.result())).toEqual(new Set([child.pid]))
})

test('two tasks that wait in turns are not mistaken for each other', async () => {
  await using environment = new Environment()
  const look = async (): Promise<boolean> => {
    const pids = new Set<unknown>()
    for (let turn = 0; turn < 5; turn += 1) {
      pids.add(currentProcess()?.pid)
      await setImmediate()
    }
    return pids.size === 1
  }

  const handles = await Promise.all([environment.spawn(look), environment.spawn(look)])

  expect(await Promise.all(handles.map((handle) => handle.result()))).toEqual([true, true])
})

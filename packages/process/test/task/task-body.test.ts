import { ManualClock } from '@sim/core'
import { expect, test } from '@jest/globals'
import { Environment, type ExitReason } from '@sim/process'
import { puppet } from '../kernel/puppet.ts'
import { quiet } from '../kernel/quiet.ts'

test('what a function returns is its result, at once or later', async () => {
  await using environment = new Environment()

  const now = await environment.spawn(() => 1)
  const later = await environment.spawn(async () => 2)

  expect([await now.result(), await later.result()]).toEqual([1, 2])
  expect(now.exit).toEqual({ kind: 'normal' })
})

test.each<[string, unknown, string]>([
  ['an error', new TypeError('it failed'), 'it failed'],
  ['a text', 'text', "threw 'text'"],
  ['nothing', undefined, 'threw undefined'],
  ['an object', { a: 1 }, 'threw { a: 1 }'],
])('a function that throws %s has failed, at once or later', async (_what, thrown, message) => {
  await using environment = new Environment()

  const now = await environment.spawn(() => {
    throw thrown
  })
  const later = await environment.spawn(() => Promise.reject(thrown))
  const reasons = [await now.exited, await later.exited]

  for (const reason of reasons) {
    expect(reason).toMatchObject({ kind: 'failure', error: { message } })
    const { error } = reason as Extract<ExitReason, { kind: 'failure' }>
    expect(thrown instanceof Error ? error : error?.cause).toBe(thrown)
  }
})

test('an error of another realm is an error', async () => {
  await using environment = new Environment()

  const handle = await environment.spawn(() => new URL('no url'))

  expect(await handle.exited).toMatchObject({ error: { code: 'ERR_INVALID_URL' } })
})

test('a function that takes a stop for a failure of its own has failed', async () => {
  await using environment = new Environment()
  const { handle, throw: fail } = await puppet(environment)

  fail(handle.body)

  expect(await handle.exited).toMatchObject({ kind: 'failure' })
})

test('a function that ends with the reason of another stop has failed', async () => {
  await using environment = new Environment()
  const { handle, throw: fail } = await puppet(environment)

  const stopped = handle.stop()
  fail({ kind: 'shutdown' })

  expect(await stopped).toMatchObject({ kind: 'failure' })
})

test('listeners of the signal are called in the turn of the stop, once', async () => {
  await using environment = new Environment()
  const { handle, self, return: end } = await puppet(environment)
  const heard: unknown[] = []
  self.signal.addEventListener('abort', () => heard.push(self.signal.reason))

  void handle.stop({ why: 'enough' })
  const atOnce = [...heard]
  void handle.kill()
  end()
  await quiet()

  expect(atOnce).toEqual([{ kind: 'shutdown', why: 'enough' }])
  expect(heard).toEqual(atOnce)
})

test('a sleep lasts as long as it should', async () => {
  const clock = new ManualClock()
  const environment = new Environment({ clock })
  const handle = await environment.spawn((self) => self.sleep(100))
  await quiet()

  clock.advance(99)
  await quiet()
  const before = handle.state
  clock.advance(1)
  await handle.exited

  expect([before, handle.exit]).toEqual(['running', { kind: 'normal' }])
})

test('a sleep ends early with a stop, and none begins after it', async () => {
  const environment = new Environment({ clock: new ManualClock() })
  const { handle, self } = await puppet(environment)
  const sleeping = self.sleep(100)
  const ended = sleeping.catch(({ code }: { code: string }) => code)

  void handle.stop()

  expect(await ended).toBe('ERR_PROCESS_STOPPING')
  await expect(self.sleep(1)).rejects.toMatchObject({ code: 'ERR_PROCESS_STOPPING' })
})

test('a prepared task that is asked to stop while it prepares may say so itself', async () => {
  await using environment = new Environment()
  const parent = await puppet(environment)
  const heard: unknown[] = []
  const spawned = parent.self.spawn({
    init: async (self) => {
      await self.mailbox.receive().catch((error: { code: string }) => heard.push(error.code))
    },
    run: () => heard.push('ran'),
  })
  const refused = spawned.catch(({ code }: { code: string }) => code)

  await parent.handle.kill()

  expect(await refused).toBe('ERR_PROCESS_EXITED')
  expect(heard).toEqual(['ERR_PROCESS_STOPPING'])
  expect(environment.size).toBe(0)
})

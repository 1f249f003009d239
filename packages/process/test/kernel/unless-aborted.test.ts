import { expect, test } from '@jest/globals'
import { Environment } from '@sim/process'
import { puppet } from './puppet.ts'

const enough = new Error('enough')

test('whoever waits for a shutdown may give up; everyone is ended all the same', async () => {
  await using environment = new Environment()
  const { handle } = await puppet(environment, { shutdownMs: 60_000 })
  const abort = new AbortController()

  const report = environment.shutdown({ signal: abort.signal, deadlineMs: 10 })
  abort.abort(enough)

  await expect(report).rejects.toBe(enough)
  expect(await handle.exited).toMatchObject({ kind: 'shutdown', forced: true })
})

test('whoever waits for a stop may give up; its deadline holds all the same', async () => {
  await using environment = new Environment()
  const { handle } = await puppet(environment)
  const abort = new AbortController()

  const stopped = handle.stop({ signal: abort.signal, deadlineMs: 10 })
  abort.abort(enough)

  await expect(stopped).rejects.toBe(enough)
  expect(await handle.exited).toMatchObject({ kind: 'shutdown', forced: true })
})

test('a task may be called out of its sleep, also before it has begun', async () => {
  await using environment = new Environment()
  const { self } = await puppet(environment)
  const abort = new AbortController()

  const asleep = self.sleep(60_000, { signal: abort.signal })
  abort.abort(enough)

  await expect(asleep).rejects.toBe(enough)
  await expect(self.sleep(60_000, { signal: abort.signal })).rejects.toBe(enough)
})

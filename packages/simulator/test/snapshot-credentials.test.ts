import { expect, test } from '@jest/globals'
import { Simulator } from '@sim/simulator'
import { runtime } from './programs.ts'
import { snapStart, type Seen } from './snap-start.ts'

test('credentials that were given stay, and expire later', async () => {
  const credentials = { accessKeyId: 'AKIA', secretAccessKey: 'secret', sessionToken: 'token' }
  await using simulator = await Simulator.start({ ...snapStart, credentials })

  const { before, after } = (await simulator.invoke({})).json() as Seen

  const { Expiration, ...keys } = after
  expect(keys).toEqual({ AccessKeyId: 'AKIA', SecretAccessKey: 'secret', Token: 'token' })
  expect(Date.parse(Expiration)).toBeGreaterThan(Date.parse(before.Expiration))
})

test('each generation has a token of its own, and those before it have no credentials', async () => {
  await using simulator = await Simulator.start({
    ...snapStart,
    runtime: runtime('restores', { HOOK: 'dies' }),
  })
  const tokenOf = () =>
    simulator.environmentFor('runtime')['AWS_CONTAINER_AUTHORIZATION_TOKEN'] ?? ''
  const ask = (token: string) =>
    fetch(`http://${simulator.runtimeApi}/2021-04-23/credentials`, {
      headers: { Authorization: token },
    })
  const first = tokenOf()
  const before = await ask(first)
  await simulator.enqueue({}).done()

  const answers = await Promise.all([ask(first), ask(tokenOf())])

  expect(before.status).toBe(200)
  expect(answers.map(({ status }) => status)).toEqual([404, 200])
})

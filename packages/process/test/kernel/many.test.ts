import { expect, test } from '@jest/globals'
import { Environment, type Body, type BodyHost, type Pid, type Task } from '@sim/process'

/** A body that is nothing: it ends in the turn in which it is killed. */
const nothing = (host: BodyHost): Body => ({
  kind: 'os',
  isolation: 'process',
  stop: () => undefined,
  kill: () => {
    host.ended({ status: { signal: 'SIGKILL' } })
    return undefined
  },
  deliver: () => true,
})

test('a hundred thousand linked processes die in one turn, one because of the other', async () => {
  const environment = new Environment({ id: 'env' })
  const first = await environment.start(nothing)
  let last = first
  for (let number = 1; number < 100_000; number += 1) {
    last = await environment.start(nothing, { link: { to: `env/${number}` as Pid } })
  }

  void first.kill()

  expect(environment.size).toBe(0)
  expect(last.exit).toMatchObject({ kind: 'linked', from: 'env/99999' })
}, 60_000)

test('ten thousand linked tasks die in one turn, and their functions with them', async () => {
  const environment = new Environment({ id: 'env' })
  const first = await environment.spawn((self) => self.mailbox.receive())
  let last: Task = first.body
  for (let number = 1; number < 10_000; number += 1) {
    const link = { to: `env/${number}` as Pid }
    last = (await environment.spawn((self) => self.mailbox.receive(), { link })).body
  }

  void first.kill()

  expect(environment.size).toBe(0)
  expect(await environment.shutdown()).toMatchObject({ runaway: [] })
  expect(last.isRunaway).toBe(false)
}, 60_000)

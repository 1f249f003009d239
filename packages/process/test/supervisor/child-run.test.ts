import { expect, test } from '@jest/globals'
import type { BodyStarter } from '@sim/process'
import { setImmediate } from 'node:timers/promises'
import { FakeBody } from '../kernel/fake-body.ts'
import { quiet } from '../kernel/quiet.ts'
import { Family } from './family.ts'

test('a child that ends as soon as it starts keeps nothing else waiting', async () => {
  await using family = new Family()
  let starts = 0
  const supervisor = await family.environment.supervise({
    intensity: 1_000,
    children: [
      {
        id: 'a',
        start: (spawner) => {
          starts += 1
          return spawner.spawn(() => undefined)
        },
      },
    ],
  })
  await family.restarts(3)

  const before = starts
  await setImmediate()
  const after = starts
  await supervisor.stop()

  expect(after - before).toBeLessThan(10)
  expect(supervisor.exit).toEqual({ kind: 'shutdown' })
})

test('what a child started beside itself ends with it, before it is started again', async () => {
  await using family = new Family()
  const slow: BodyStarter = (host) => {
    const body = new FakeBody(host)
    body.onKill = async () => {
      await quiet()
      host.ended({ status: { signal: 'SIGKILL' } })
    }
    return body
  }
  const supervisor = await family.environment.supervise({
    children: [
      {
        id: 'a',
        start: async (spawner) => {
          await spawner.start(slow, { name: 'beside' })
          return await family.child('a').start(spawner)
        },
      },
    ],
  })
  const beside = family.get('beside')

  await family.end('a')
  await family.restarts(1)

  expect(beside.exit).toMatchObject({ kind: 'killed' })
  expect(supervisor.children()).toMatchObject([{ id: 'a', state: 'running', restarts: 1 }])
  expect(family.get('beside').state).toBe('running')
})

test('what a child started beside itself ends with it also when it is not started again', async () => {
  await using family = new Family()
  const { start } = family.child('a')
  await family.environment.supervise({
    children: [
      {
        id: 'a',
        restart: 'transient',
        start: async (spawner) => {
          await spawner.spawn((self) => self.mailbox.receive(), { name: 'beside' })
          return await start(spawner)
        },
      },
    ],
  })
  const beside = family.get('beside')

  await family.end('a', 'return')

  expect(await beside.exited).toMatchObject({ kind: 'killed' })
})

test('what a child started beside itself may fail: only children are linked', async () => {
  await using family = new Family()
  const supervisor = await family.environment.supervise({
    children: [
      {
        id: 'a',
        start: async (spawner) => {
          await spawner.start(FakeBody.start, { name: 'beside', link: true })
          return await family.child('a').start(spawner)
        },
      },
    ],
  })

  await family.get('beside').kill()
  await quiet()

  expect(supervisor.state).toBe('running')
  expect(family.restarted).toEqual([])
})

test('siblings are asked when everyone has heard of the death', async () => {
  await using family = new Family()
  const order: string[] = []
  await family.environment.supervise({
    strategy: 'one_for_all',
    children: [
      family.child('a'),
      family.child('b', {
        stop: (handle) => {
          order.push('b is asked')
          handle.send('return')
        },
      }),
    ],
  })
  const witness = await family.environment.start((host) => {
    const body = new FakeBody(host)
    body.onDeliver = () => order.push('told') > 0
    return body
  })
  family.environment.signal(family.get('a').pid, { type: 'Monitor', from: witness.pid })

  await family.get('a').kill()
  await family.restarts(2)

  expect(order).toEqual(['told', 'b is asked'])
})

test('a process from elsewhere is watched, stopped and restarted like the others', async () => {
  await using family = new Family()
  const { start } = family.child('a')
  const supervisor = await family.environment.supervise({
    children: [{ id: 'a', start: () => start(family.environment) }],
  })

  await family.end('a')
  await family.restarts(1)
  await supervisor.stop()

  expect(family.taken()).toBe('init a, failed a, init a, shutdown a')
})

test('a child that ends its link with its supervisor is looked after all the same', async () => {
  await using family = new Family()
  const supervisor = await family.environment.supervise({ children: family.children('a') })
  const a = family.get('a')

  family.environment.signal(supervisor.pid, { type: 'UnLink', from: a.pid })
  await family.end('a')
  await family.restarts(1)

  expect(family.taken()).toBe('init a, failed a, init a')
})

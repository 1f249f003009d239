import { expect, test } from '@jest/globals'
import { Family } from './family.ts'

test('SV-01: a child that failed is started again as it was, and its old handle is stale', async () => {
  await using family = new Family()
  let now = 0
  const supervisor = await family.environment.supervise({
    children: [
      {
        id: 'counter',
        start: (spawner) =>
          spawner.spawn(async (self) => {
            let count = 4
            for await (const envelope of self.mailbox) {
              if (envelope.type !== 'message') continue
              if (envelope.data === 'fail') throw new Error('counted enough')
              count += Number(envelope.data)
              now = count
              envelope.reply?.(count)
            }
          }),
      },
    ],
  })
  const [before] = supervisor.children()
  expect(await before?.handle?.request(26)).toBe(30)

  before?.handle?.send('fail')
  await family.restarts(1)

  const [after] = supervisor.children()
  expect(await after?.handle?.request(0)).toBe(4)
  expect(now).toBe(4)
  expect(before?.handle?.send(1)).toBe(false)
  expect(after?.handle?.pid).not.toBe(before?.handle?.pid)
  expect(after).toMatchObject({ restarts: 1, exit: { kind: 'failure' }, state: 'running' })
})

test('SV-02: one for one, only the child that failed is restarted', async () => {
  await using family = new Family()
  await family.environment.supervise({ children: family.children('ab') })

  const a = family.get('a')
  await family.end('b')
  await family.restarts(1)

  expect(family.taken()).toBe('init a, init b, failed b, init b')
  expect(family.get('a')).toBe(a)
})

test('one for all, everyone goes in reverse order and comes back in order', async () => {
  await using family = new Family()
  await family.environment.supervise({ strategy: 'one_for_all', children: family.children('abc') })
  family.taken()

  await family.end('b')
  await family.restarts(3)

  expect(family.taken()).toBe('failed b, shutdown c, shutdown a, init a, init b, init c')
  expect(family.restarted).toEqual(['a', 'b', 'c'])
})

test('SV-04: rest for one, those that were started later go and come back with it', async () => {
  await using family = new Family()
  await family.environment.supervise({
    strategy: 'rest_for_one',
    children: family.children('abcd'),
    intensity: 3,
  })
  family.taken()

  const seen: string[] = []
  const ends: [string, number][] = [
    ['b', 3],
    ['a', 7],
    ['d', 8],
  ]
  for (const [id, count] of ends) {
    await family.end(id)
    await family.restarts(count)
    seen.push(family.taken())
  }

  expect(seen).toEqual([
    'failed b, shutdown d, shutdown c, init b, init c, init d',
    'failed a, shutdown d, shutdown c, shutdown b, init a, init b, init c, init d',
    'failed d, init d',
  ])
})

test('SV-11: a permanent child is restarted also when it ended well, or was stopped by somebody else', async () => {
  await using family = new Family()
  await family.environment.supervise({ children: family.children('a'), intensity: 2 })

  await family.end('a', 'return')
  await family.restarts(1)
  await family.get('a').stop()
  await family.restarts(2)

  expect(family.taken()).toBe('init a, left a, init a, shutdown a, init a')
})

test.each([
  ['permanent', 'normal', true],
  ['permanent', 'shutdown', true],
  ['permanent', 'failure', true],
  ['permanent', 'killed', true],
  ['transient', 'normal', false],
  ['transient', 'shutdown', false],
  ['transient', 'failure', true],
  ['transient', 'killed', true],
  ['temporary', 'normal', false],
  ['temporary', 'shutdown', false],
  ['temporary', 'failure', false],
  ['temporary', 'killed', false],
] as const)(
  'OT-09: after its end %s, by %s, a child is restarted: %s',
  async (restart, how, is) => {
    await using family = new Family()
    const supervisor = await family.environment.supervise({
      children: [family.child('a', { restart }), family.child('witness')],
      intensity: 2,
    })

    if (how === 'normal') await family.end('a', 'return')
    else if (how === 'failure') await family.end('a')
    else if (how === 'shutdown') await family.get('a').stop()
    else await family.get('a').kill()
    // One death is answered after the other.
    await family.end('witness')
    await family.until(() => family.restarted.includes('witness'), 'the witness')

    expect(family.restarted).toEqual(is ? ['a', 'witness'] : ['witness'])
    expect(supervisor.children().map(({ id }) => id)).toEqual(
      restart === 'temporary' ? ['witness'] : ['a', 'witness'],
    )
  },
)

test('a transient child that ended well comes back with its siblings, a temporary one never', async () => {
  await using family = new Family()
  const supervisor = await family.environment.supervise({
    strategy: 'one_for_all',
    children: [
      family.child('a', { restart: 'transient' }),
      family.child('b', { restart: 'temporary' }),
      family.child('c'),
    ],
  })
  await family.end('a', 'return')
  family.taken()

  await family.end('c')
  await family.restarts(2)

  expect(family.taken()).toBe('failed c, shutdown b, init a, init c')
  expect(supervisor.children().map(({ id }) => id)).toEqual(['a', 'c'])
})

test('a transient child that went with one that was stopped is not restarted', async () => {
  await using family = new Family()
  const stopped = await family.environment.spawn((self) => self.mailbox.receive())
  const start = family.child('a').start
  await family.environment.supervise({
    children: [
      {
        id: 'a',
        restart: 'transient',
        start: async (spawner) => {
          const handle = await start(spawner)
          family.environment.signal(stopped.pid, { type: 'Link', from: handle.pid })
          return handle
        },
      },
      family.child('witness'),
    ],
  })
  const a = family.get('a')

  await stopped.stop()
  await family.end('witness')
  await family.restarts(1)

  expect(await a.exited).toMatchObject({ kind: 'linked', cause: { kind: 'shutdown' } })
  expect(family.restarted).toEqual(['witness'])
})

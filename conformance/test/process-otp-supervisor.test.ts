import { expect } from '@jest/globals'
import { ManualClock } from '@sim/core'
import { Environment, type ProcessHandle, type Spawner } from '@sim/process'
import { childOf } from '../processes/child-of.ts'
import { play } from '../processes/player.ts'
import { processCase } from '../processes/process-case.ts'
import { recordedChild } from '../processes/recorded-child.ts'
import { Restarts } from '../processes/restarts.ts'
import { script } from '../processes/script.ts'

processCase('OT-08', 'a second restart within 5 s is one too many', async () => {
  const clock = new ManualClock()
  await using environment = new Environment({ clock })
  const [restarts, log] = [new Restarts(environment), [] as string[]]
  const linked = await play(environment, { trapExit: true })
  const supervisor = await environment.supervise(
    { children: ['a', 'b'].map((id) => recordedChild(id, log)) },
    { link: { to: linked.pid } },
  )

  childOf(supervisor, 'a').send('fail')
  await restarts.reach(1)
  clock.advance(4_999)
  childOf(supervisor, 'b').send('fail')
  const reason = await supervisor.exited

  expect(log.slice(2)).toEqual(['failed a', 'init a', 'failed b', 'shutdown a'])
  expect(reason).toMatchObject({ kind: 'shutdown' })
  expect(supervisor.firstCause).toMatchObject({ child: 'a', reason: { kind: 'failure' } })
  expect(linked.self.mailbox.tryReceive()).toMatchObject({ from: supervisor.pid, reason })
  expect(environment.list().map(({ pid }) => pid)).toEqual([linked.pid])
})

processCase('OT-08', 'one after 5 s is not', async () => {
  const clock = new ManualClock()
  await using environment = new Environment({ clock })
  const restarts = new Restarts(environment)
  const supervisor = await environment.supervise({ children: [recordedChild('a', [])] })

  for (const count of [1, 2, 3]) {
    childOf(supervisor, 'a').send('fail')
    await restarts.reach(count)
    clock.advance(5_001)
  }

  expect([supervisor.state, restarts.children]).toEqual(['running', ['a', 'a', 'a']])
})

const ends = {
  'ends normally': (child: ProcessHandle) => child.send('end'),
  'is asked to stop': (child: ProcessHandle) => child.stop(),
  fails: (child: ProcessHandle) => child.send('fail'),
  'is killed': (child: ProcessHandle) => child.kill(),
}
const restarted = {
  permanent: ['ends normally', 'is asked to stop', 'fails', 'is killed'],
  transient: ['fails', 'is killed'],
  temporary: [],
}
for (const [restart, when] of Object.entries(restarted)) {
  for (const [how, end] of Object.entries(ends)) {
    const isRestarted = (when as readonly string[]).includes(how)

    processCase(
      'OT-09',
      `a ${restart} child that ${how} is ${isRestarted ? '' : 'not '}started again`,
      async () => {
        await using environment = new Environment()
        const [restarts, log] = [new Restarts(environment), [] as string[]]
        const options = { restart: restart as keyof typeof restarted }
        const supervisor = await environment.supervise({
          intensity: Infinity,
          children: [recordedChild('a', log, options), recordedChild('last', log)],
        })
        const child = childOf(supervisor, 'a')

        await end(child)
        await child.exited
        // What comes later shows that nothing else is to come.
        childOf(supervisor, 'last').send('fail')
        await restarts.reach(isRestarted ? 2 : 1)

        expect(restarts.children).toEqual(isRestarted ? ['a', 'last'] : ['last'])
      },
    )
  }
}

processCase(
  'OT-09',
  'a temporary child is not started again with its siblings either',
  async () => {
    await using environment = new Environment()
    const [restarts, log] = [new Restarts(environment), [] as string[]]
    const supervisor = await environment.supervise({
      strategy: 'one_for_all',
      children: [
        recordedChild('a', log),
        recordedChild('b', log, { restart: 'temporary' }),
        recordedChild('c', log, { restart: 'transient' }),
      ],
    })
    log.length = 0

    childOf(supervisor, 'a').send('fail')
    await restarts.reach(2)

    expect(log).toEqual(['failed a', 'shutdown c', 'shutdown b', 'init a', 'init c'])
    expect(supervisor.children().map(({ id }) => id)).toEqual(['a', 'c'])
  },
)

processCase('OT-10', 'the end of a significant child is that of its supervisor', async () => {
  await using environment = new Environment()
  const log: string[] = []
  const supervisor = await environment.supervise({
    autoShutdown: 'any_significant',
    children: [
      recordedChild('a', log),
      recordedChild('work', log, { restart: 'transient', significant: true }),
      recordedChild('b', log),
    ],
  })
  log.length = 0

  childOf(supervisor, 'work').send('end')

  expect(await supervisor.exited).toMatchObject({ kind: 'shutdown' })
  expect(log).toEqual(['shutdown b', 'shutdown a'])
})

processCase('OT-10', 'a death that the supervisor itself caused is not meant', async () => {
  await using environment = new Environment()
  const [restarts, log] = [new Restarts(environment), [] as string[]]
  const supervisor = await environment.supervise({
    strategy: 'one_for_all',
    autoShutdown: 'any_significant',
    children: [
      recordedChild('a', log),
      recordedChild('work', log, { restart: 'transient', significant: true }),
      recordedChild('other', log, { restart: 'transient', significant: true }),
    ],
  })

  await supervisor.stopChild('other')
  childOf(supervisor, 'a').send('fail')
  await restarts.reach(2)

  expect(supervisor.state).toBe('running')
  expect(restarts.children.slice(0, 2)).toEqual(['a', 'work'])
})

for (const [text, reason] of [
  ['exit 0', { kind: 'normal', code: 0 }],
  ['exit 1', { kind: 'failure', code: 1 }],
  ['kill -KILL $$', { kind: 'failure', signal: 'SIGKILL' }],
] as const) {
  processCase('LA-01', `a runtime that ends with ${text} takes its environment down`, async () => {
    await using environment = new Environment()
    const log: string[] = []
    const supervisor = await environment.supervise({
      strategy: 'one_for_all',
      intensity: 0,
      children: [
        recordedChild('api', log),
        {
          id: 'runtime',
          start: (by: Spawner) => by.spawnOs(script(`read line; ${text}`, { stdin: 'pipe' })),
        },
        recordedChild('extension', log),
      ],
    })
    const runtime = childOf(supervisor, 'runtime')
    log.length = 0

    runtime.send('\n')
    await supervisor.exited

    expect(supervisor.firstCause).toEqual({ child: 'runtime', pid: runtime.pid, reason })
    expect(log).toEqual(['shutdown extension', 'shutdown api'])
    expect(environment.size).toBe(0)
  })
}

processCase('LA-01', 'an exit while everything is being stopped is none', async () => {
  await using environment = new Environment()
  const supervisor = await environment.supervise({
    strategy: 'one_for_all',
    intensity: 0,
    children: [
      recordedChild('api', []),
      { id: 'runtime', start: (by: Spawner) => by.spawnOs(script('exec sleep 1000')) },
    ],
  })

  expect(await supervisor.stop()).toMatchObject({ kind: 'shutdown' })
  expect(supervisor.firstCause).toBeUndefined()
})

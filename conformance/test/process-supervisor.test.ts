import { expect } from '@jest/globals'
import { ManualClock } from '@sim/core'
import { Environment, type ProcessHandle, type Spawner } from '@sim/process'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { childOf } from '../processes/child-of.ts'
import { processCase } from '../processes/process-case.ts'
import { recordedChild } from '../processes/recorded-child.ts'
import { Restarts } from '../processes/restarts.ts'
import { runScript } from '../processes/script.ts'

processCase('SV-01', 'a child that failed is there again, as it was at first', async () => {
  await using environment = new Environment()
  const restarts = new Restarts(environment)
  const supervisor = await environment.supervise({ children: [recordedChild('a', [])] })
  const first = childOf(supervisor, 'a')
  let count = 0
  while (count < 30) count = await first.request<number>('count')

  first.send('fail')
  await restarts.reach(1)

  const second = childOf(supervisor, 'a')
  expect(await second.request('count')).toBe(5)
  expect([first.send('count'), first.state, second.pid === first.pid]).toEqual([
    false,
    'exited',
    false,
  ])
  await expect(first.request('count')).rejects.toMatchObject({ code: 'ERR_PROCESS_EXITED' })
})

processCase('SV-02', 'with one_for_one nobody else is restarted', async () => {
  await using environment = new Environment()
  const [restarts, log] = [new Restarts(environment), [] as string[]]
  const supervisor = await environment.supervise({
    strategy: 'one_for_one',
    children: [recordedChild('a', log), recordedChild('b', log)],
  })
  const a = childOf(supervisor, 'a')
  await a.request('count')

  childOf(supervisor, 'b').send('fail')
  await restarts.reach(1)

  expect(log).toEqual(['init a', 'init b', 'failed b', 'init b'])
  expect(childOf(supervisor, 'a')).toBe(a)
  expect(await a.request('count')).toBe(6)
})

const rests = [
  { fails: 'b', log: ['shutdown d', 'shutdown c', 'init b', 'init c', 'init d'] },
  {
    fails: 'a',
    log: ['shutdown d', 'shutdown c', 'shutdown b', 'init a', 'init b', 'init c', 'init d'],
  },
  { fails: 'd', log: ['init d'] },
]

processCase('SV-04', 'with rest_for_one those go along that were started later', async () => {
  await using environment = new Environment()
  const [restarts, log] = [new Restarts(environment), [] as string[]]
  const supervisor = await environment.supervise({
    strategy: 'rest_for_one',
    intensity: 3,
    children: ['a', 'b', 'c', 'd'].map((id) => recordedChild(id, log)),
  })

  let count = 0
  for (const { fails, log: expected } of rests) {
    log.length = 0
    childOf(supervisor, fails).send('fail')
    count += expected.filter((line) => line.startsWith('init')).length
    await restarts.reach(count)

    expect(log).toEqual([`failed ${fails}`, ...expected])
  }
})

processCase('SV-04', 'with one_for_all everyone goes, whoever it was', async () => {
  await using environment = new Environment()
  const [restarts, log] = [new Restarts(environment), [] as string[]]
  const supervisor = await environment.supervise({
    strategy: 'one_for_all',
    children: ['a', 'b', 'c'].map((id) => recordedChild(id, log)),
  })
  log.length = 0

  childOf(supervisor, 'b').send('fail')
  await restarts.reach(3)

  expect(log).toEqual(['failed b', 'shutdown c', 'shutdown a', 'init a', 'init b', 'init c'])
})

processCase(
  'SV-05',
  'a supervisor that is stopped stops its children, the last one first',
  async () => {
    await using environment = new Environment()
    const log: string[] = []
    const supervisor = await environment.supervise({
      children: ['a', 'b', 'c', 'd'].map((id) => recordedChild(id, log)),
    })
    log.length = 0

    const reason = await supervisor.stop({ why: 'enough' })

    expect(log).toEqual(['shutdown d', 'shutdown c', 'shutdown b', 'shutdown a'])
    expect(reason).toMatchObject({ kind: 'shutdown', why: 'enough' })
    expect(environment.size).toBe(0)
  },
)

processCase('SV-07', 'who waits for a supervisor goes on when somebody else stops it', async () => {
  await using environment = new Environment()
  const supervisor = await environment.supervise({ children: [recordedChild('a', [])] })
  const waiting = await environment.spawn(() => supervisor.exited)

  await environment.spawn(() => supervisor.stop())

  expect(await waiting.result()).toMatchObject({ kind: 'shutdown' })
  expect(supervisor.children()).toMatchObject([{ id: 'a', handle: undefined }])
})

processCase('SV-09', 'a child has the same variables when it is started again', async () => {
  await using environment = new Environment()
  process.env['LEAKS_FROM_HOST'] = 'yes'
  const restarts = new Restarts(environment)
  const said: Promise<string>[] = []
  const supervisor = await environment.supervise({
    children: [
      {
        id: 'a',
        start: async (by: Spawner) => {
          const script = 'echo "[$Hello][$LEAKS_FROM_HOST]"; read line; exit 1'
          const env = { Hello: 'world' }
          const program = await runScript(by, script, { env, stdin: 'pipe' })
          said.push(program.says(/\[/))
          return program.handle
        },
      },
    ],
  })
  await said[0]

  childOf(supervisor, 'a').send('fail\n')
  await restarts.reach(1)

  expect(await Promise.all(said)).toEqual(['[world][]', '[world][]'])
})

processCase('SV-10', 'a supervisor gives up on a child that never starts again', async () => {
  await using environment = new Environment()
  let starts = 0
  const supervisor = await environment.supervise({
    intensity: 3,
    children: [
      {
        id: 'a',
        start: (by: Spawner): Promise<ProcessHandle> => {
          starts += 1
          if (starts > 1) throw new Error('it cannot start')
          return by.spawn(() => Promise.reject(new Error('it failed')))
        },
      },
    ],
  })

  const reason = await supervisor.exited

  expect(starts).toBe(4)
  expect(reason).toMatchObject({ kind: 'shutdown' })
  expect(supervisor.firstCause).toMatchObject({
    child: 'a',
    reason: { kind: 'failure', error: { message: 'it failed' } },
  })
  expect(environment.size).toBe(0)
})

processCase(
  'SV-10',
  'one that does not even start at first is the end of all, and told',
  async () => {
    await using environment = new Environment()
    const log: string[] = []
    const fails = (): never => {
      throw new Error('it cannot start')
    }

    const starting = environment.supervise({
      children: [recordedChild('a', log), { id: 'b', start: fails }, recordedChild('c', log)],
    })

    await expect(starting).rejects.toMatchObject({
      code: 'ERR_CHILD_START',
      child: 'b',
      cause: { message: 'it cannot start' },
    })
    expect(log).toEqual(['init a', 'shutdown a'])
    expect(environment.size).toBe(0)
  },
)

processCase('SV-11', 'a permanent child is started again after a normal end', async () => {
  await using environment = new Environment()
  const [restarts, log] = [new Restarts(environment), [] as string[]]
  const supervisor = await environment.supervise({ children: [recordedChild('a', log)] })

  childOf(supervisor, 'a').send('end')
  await restarts.reach(1)

  expect(log).toEqual(['init a', 'init a'])
  expect(restarts.reasons).toEqual([{ kind: 'normal' }])
})

processCase('SV-13', 'a sibling that does not stop in its time is killed', async () => {
  const clock = new ManualClock()
  await using environment = new Environment({ clock })
  const [restarts, log] = [new Restarts(environment), [] as string[]]
  const released = Promise.withResolvers<void>()
  const supervisor = await environment.supervise({
    strategy: 'one_for_all',
    children: [
      recordedChild('a', log),
      { id: 'hangs', shutdownMs: 100, start: (by: Spawner) => by.spawn(() => released.promise) },
    ],
  })
  const hangs = childOf(supervisor, 'hangs')

  childOf(supervisor, 'a').send('fail')
  while (hangs.state !== 'stopping') await nextTurn()
  clock.advance(99)
  await nextTurn()
  const before = [hangs.state, log.length]
  clock.advance(1)
  await restarts.reach(2)
  released.resolve()

  expect(before).toEqual(['stopping', 2])
  expect(hangs.exit).toMatchObject({ kind: 'shutdown', forced: true })
  expect(log).toEqual(['init a', 'failed a', 'init a'])
})

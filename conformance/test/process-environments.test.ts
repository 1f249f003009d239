import { expect } from '@jest/globals'
import { ManualClock } from '@sim/core'
import { Environment, Environments, MemoryMetrics, server, type Pid } from '@sim/process'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { waits } from '../processes/guests.ts'
import { listen } from '../processes/listener.ts'
import { play } from '../processes/player.ts'
import { processCase } from '../processes/process-case.ts'
import { runScript, sleeps } from '../processes/script.ts'

processCase('EN-01', 'processes are numbered from 1', async () => {
  await using environment = new Environment({ id: 'env-7' })

  const players = [await play(environment), await play(environment), await play(environment)]

  expect(players.map(({ pid }) => pid)).toEqual(['env-7/1', 'env-7/2', 'env-7/3'])
})

processCase('EN-06', 'to end who is not there changes nothing, nor any figure', async () => {
  const metrics = new MemoryMetrics()
  await using environment = new Environment({ id: 'env', metrics })
  const only = await play(environment, { name: 'only' })
  await only.returns()
  const count = () =>
    metrics.read('lunatic.process.environment.process.count', { environment: 'env' })

  for (const _twice of [1, 2]) {
    await only.handle.kill()
    await only.handle.stop()
    expect(environment.signal(only.pid, { type: 'Kill' })).toBe(false)
    expect(environment.unregister('only')).toBe(false)
    expect(count()).toBe(0)
  }
})

processCase('EN-07', 'every kind of process stands in the table', async () => {
  await using environment = new Environment()

  const task = await environment.spawn((self) => self.mailbox.receive())
  const program = await environment.spawnOs(sleeps)
  const guest = await environment.spawnWasm(waits())
  const supervisor = await environment.supervise({ children: [] })
  const other = await listen(environment, () => undefined)

  const all = [task, program, guest, supervisor, other]
  expect(environment.size).toBe(5)
  expect(environment.list().map(({ pid, kind }) => [pid, kind])).toEqual([
    [task.pid, 'task'],
    [program.pid, 'os'],
    [guest.pid, 'wasm'],
    [supervisor.pid, 'task'],
    [other.pid, 'task'],
  ])
  expect(all.map(({ pid }) => environment.get(pid))).toEqual(all)
})

processCase('EN-09', 'a spawn for which the environment does not say yes is none', async () => {
  const asked: unknown[] = []
  const answers = [true, false, undefined as unknown as boolean]
  await using environment = new Environment({
    id: 'env',
    maySpawn: (question) => {
      asked.push(question)
      return answers[asked.length - 1] as boolean
    },
  })
  const first = await play(environment)
  let hasRun = false

  for (const by of [environment, first.self]) {
    await expect(by.spawn(() => (hasRun = true))).rejects.toMatchObject({ code: 'ERR_SPAWN_LIMIT' })
  }

  expect(asked).toEqual([0, 1, 1].map((processes) => ({ id: 'env', processes })))
  expect([hasRun, environment.size]).toEqual([false, 1])
})

processCase('EN-09', 'a limit counts those who live', async () => {
  await using environment = new Environment({ maxProcesses: 2 })
  const [first] = [await play(environment), await environment.spawnOs(sleeps)]

  await expect(environment.spawnOs(sleeps)).rejects.toMatchObject({ code: 'ERR_SPAWN_LIMIT' })
  await first.returns()
  await play(environment)

  expect(environment.size).toBe(2)
})

processCase('EN-10', 'who may not spawn is told so, and may live on', async () => {
  await using environment = new Environment()
  const { self, handle } = await play(environment, { maySpawn: false, name: 'child' })

  for (const spawn of [() => self.spawn(() => undefined), () => self.spawnOs(sleeps)]) {
    await expect(spawn()).rejects.toMatchObject({
      code: 'ERR_SPAWN_DENIED',
      message: "child doesn't have permissions to spawn sub-processes",
    })
  }

  expect([handle.state, environment.size]).toEqual(['running', 1])
})

processCase('EN-12', 'an id that is taken is refused, and who has it stays', async () => {
  const metrics = new MemoryMetrics()
  await using environments = new Environments({ metrics })
  const first = environments.create({ id: 'one' })
  const player = await play(first)

  expect(() => environments.create({ id: 'one' })).toThrow(
    expect.objectContaining({ code: 'ERR_ENVIRONMENT_EXISTS' }),
  )

  expect(environments.get('one')).toBe(first)
  expect(first.get(player.pid)).toBe(player.handle)
  expect(metrics.read('lunatic.process.environment.count')).toBe(1)
})

processCase('EN-12', 'the id is free again when its environment was shut down', async () => {
  const metrics = new MemoryMetrics()
  await using environments = new Environments({ metrics })
  await environments.create({ id: 'one' }).shutdown()

  const second = environments.create({ id: 'one' })

  expect(environments.list()).toEqual([second])
  expect(metrics.read('lunatic.process.environment.count')).toBe(1)
})

processCase('EN-13', 'a shutdown stops the newest first, and reports on each', async () => {
  await using environment = new Environment()
  const stopped: string[] = []
  const polite = (name: string) =>
    server({
      terminate: async () => {
        await nextTurn()
        stopped.push(name)
      },
    })
  const [a, b] = [await environment.spawn(polite('a')), await environment.spawn(polite('b'))]
  const fails = await environment.spawn(
    server({
      terminate: () => {
        throw new Error('over')
      },
    }),
  )
  const { handle: stubborn, says } = await runScript(
    environment,
    'trap "" TERM; echo ready; exec sleep 1000',
    { shutdownMs: 200 },
  )
  await says(/ready/)
  const c = await environment.spawn(polite('c'))

  const report = await environment.shutdown({ deadlineMs: 60_000, why: 'enough' })

  expect(stopped).toEqual(['c', 'b', 'a'])
  expect(report).toEqual({
    clean: [a.pid, b.pid, c.pid],
    failed: [fails.pid],
    killed: [stubborn.pid],
    unkillable: [],
    runaway: [],
  })
  expect(stubborn.exit).toMatchObject({ kind: 'shutdown', forced: true, signal: 'SIGKILL' })
  expect(a.exit).toEqual({ kind: 'shutdown', why: 'enough' })
  await expect(environment.spawnOs(sleeps)).rejects.toMatchObject({
    code: 'ERR_ENVIRONMENT_CLOSED',
  })
})

processCase('EN-14', 'a child is there while it sleeps, and not afterwards', async () => {
  const clock = new ManualClock()
  await using environment = new Environment({ clock })
  const child = await environment.spawn((self) => self.sleep(100))
  const isThere = () => environment.get(child.pid) !== undefined
  await nextTurn()

  clock.advance(10)
  await nextTurn()
  const after10 = isThere()
  clock.advance(140)
  await nextTurn()

  expect([after10, isThere()]).toEqual([true, false])
  expect(child.state).toBe('exited')
})

processCase('EN-16', 'a number is never used again', async () => {
  await using environment = new Environment({ id: 'env' })
  const first = await play(environment)
  await play(environment)
  await first.returns()
  await expect(environment.spawnOs({ ...sleeps, command: '/missing' })).rejects.toThrow()

  const last = await play(environment)

  expect(last.pid).toBe('env/4')
  expect(environment.get(first.pid)).toBeUndefined()
  expect(environment.get('env/99' as Pid)).toBeUndefined()
})

processCase('EN-17', 'environments share neither names nor numbers nor their end', async () => {
  await using environments = new Environments()
  const [one, two] = [environments.create({ id: 'one' }), environments.create({ id: 'two' })]
  const [here, there] = [await play(one, { name: 'runtime' }), await play(two, { name: 'runtime' })]

  expect([here.pid, there.pid]).toEqual(['one/1', 'two/1'])
  expect(one.whereis('runtime')).toBe(here.handle)
  expect(one.get(there.pid)).toBeUndefined()
  await one.shutdown()
  expect([here.handle.state, there.handle.state]).toEqual(['exited', 'running'])
  expect(environments.list()).toEqual([two])
})

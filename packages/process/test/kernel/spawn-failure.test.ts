import { expect, test } from '@jest/globals'
import { Environment, MemoryMetrics, type BodyStarter, type EnvironmentEvent } from '@sim/process'
import { setImmediate } from 'node:timers/promises'
import { FakeBody } from './fake-body.ts'
import { drain, puppet } from './puppet.ts'
import { quiet } from './quiet.ts'

const never = () => new Promise<never>(() => undefined)

test.each(['a throw in init', 'a rejection of init', 'a starter that throws'])(
  '%s rejects the spawn and leaves nothing',
  async (what) => {
    const metrics = new MemoryMetrics()
    const events: EnvironmentEvent[] = []
    const lines: string[] = []
    await using environment = new Environment({
      metrics,
      onEvent: (event) => events.push(event),
      log: { warn: (text) => lines.push(text) },
    })
    const error = new Error('no start')
    const fail = (): never => {
      throw error
    }

    const options = { name: 'x' }
    const spawned =
      what === 'a starter that throws'
        ? environment.start(fail, options)
        : environment.spawn(
            { init: what.includes('throw') ? fail : async () => fail(), run: never },
            options,
          )

    await expect(spawned).rejects.toBe(error)
    expect(environment.list()).toEqual([])
    expect(environment.whereis('x')).toBeUndefined()
    expect(events).toEqual([])
    expect(lines).toEqual([])
    expect(metrics.read('sim.process.exits')).toBe(0)
  },
)

test('nobody whom its options named is told of a process that did not start', async () => {
  const metrics = new MemoryMetrics()
  await using environment = new Environment({ metrics })
  const parent = await puppet(environment, { trapExit: true })
  const other = await puppet(environment, { trapExit: true })
  const failing = { init: () => Promise.reject(new Error('no')), run: never }

  await expect(parent.self.spawn(failing, { link: true, monitor: true })).rejects.toThrow('no')
  const linked = parent.self.spawn(failing, { link: { to: other.handle.pid }, monitor: true })
  await expect(linked).rejects.toThrow('no')

  expect([parent.self.mailbox.size, other.self.mailbox.size]).toEqual([0, 0])
  expect(metrics.read('lunatic.process.links.alive')).toBe(0)
  expect(metrics.read('sim.process.monitors.alive')).toBe(0)
})

test('a parent goes on to watch others when a process that it was to watch does not start', async () => {
  await using environment = new Environment()
  const [parent, other] = [await puppet(environment), await puppet(environment)]
  parent.self.monitor(other.handle)
  const failing = { init: () => Promise.reject(new Error('no')), run: never }

  await expect(parent.self.spawn(failing, { monitor: true })).rejects.toThrow('no')
  await other.handle.kill()

  expect(drain(parent.self)).toMatchObject([{ from: other.handle.pid }])
})

test('who watches a process by itself while that prepares is told that it did not start', async () => {
  await using environment = new Environment()
  const watcher = await puppet(environment)
  const go = Promise.withResolvers<void>()
  const spawned = environment.spawn({ init: () => go.promise, run: never })
  watcher.self.monitor(environment.list()[1]!.pid)
  const asked = environment.request(environment.list()[1]!.pid, 'anything')

  go.reject(new Error('no start'))

  await expect(spawned).rejects.toThrow('no start')
  await expect(asked).rejects.toMatchObject({ code: 'ERR_PROCESS_EXITED' })
  expect(drain(watcher.self)).toMatchObject([{ reason: { error: new Error('no start') } }])
})

test('what a failed init had opened is released, and its name free, before the spawn rejects', async () => {
  await using environment = new Environment()
  const released: string[] = []
  const spawned = environment.spawn(
    {
      init: async (self) => {
        self.defer(async () => {
          await setImmediate()
          released.push('deferred')
        })
        await self.spawn(never, { name: 'child', shutdownMs: 'kill' })
        throw new Error('no start')
      },
      run: never,
    },
    { name: 'x' },
  )

  await expect(spawned).rejects.toThrow('no start')

  expect(released).toEqual(['deferred'])
  expect(environment.list()).toEqual([])
})

test('a signal that was aborted before starts nothing', async () => {
  await using environment = new Environment({ id: 'env' })
  let isStarted = false

  const spawned = environment.spawn(() => (isStarted = true), {
    signal: AbortSignal.abort(new Error('never')),
  })
  await expect(spawned).rejects.toThrow('never')
  await quiet()

  expect(isStarted).toBe(false)
  expect((await puppet(environment)).handle.pid).toBe('env/1')
})

test('a signal that aborts while it prepares calls the start off at once, and nobody is told', async () => {
  await using environment = new Environment()
  const parent = await puppet(environment)
  const abort = new AbortController()
  const spawned = parent.self.spawn(
    { init: never, run: never },
    { link: true, monitor: true, signal: abort.signal },
  )

  abort.abort(new Error('changed my mind'))

  await expect(spawned).rejects.toThrow('changed my mind')
  expect(environment.list()).toMatchObject([{ pid: parent.handle.pid }])
  expect(parent.self.mailbox.size).toBe(0)
})

test('a signal that aborts while a body starts ends that as soon as it is there', async () => {
  await using environment = new Environment()
  const go = Promise.withResolvers<void>()
  const abort = new AbortController()
  let body: FakeBody | undefined
  const spawned = environment.start(
    async (host) => {
      await go.promise
      expect(host.calledOff.aborted).toBe(true)
      return (body = new FakeBody(host))
    },
    { signal: abort.signal },
  )

  abort.abort(new Error('too late'))
  const during = environment.list()
  go.resolve()

  await expect(spawned).rejects.toThrow('too late')
  expect(during).toMatchObject([{ state: 'stopping' }])
  expect(body?.kills).toMatchObject([{ reason: { kind: 'killed', why: 'its signal aborted' } }])
  expect(environment.size).toBe(0)
})

test('a signal that aborts later kills, and means nothing to the dead', async () => {
  await using environment = new Environment()
  const abort = new AbortController()
  const a = await puppet(environment, { signal: abort.signal })
  const b = await puppet(environment, { signal: abort.signal })
  b.return()
  await b.handle.exited

  abort.abort()

  expect(a.handle.exit).toEqual({ kind: 'killed', why: 'its signal aborted' })
  expect(b.handle.exit).toEqual({ kind: 'normal' })
})

/** Starts until it is called off. */
const starts: BodyStarter = ({ calledOff }) =>
  new Promise((_resolve, reject) =>
    calledOff.addEventListener('abort', () => reject(new Error('given up'))),
  )

test('a start that is called off may be given up at once', async () => {
  await using environment = new Environment()
  const parent = await puppet(environment)
  const spawned = parent.self.start(starts)
  const refused = spawned.catch((error: unknown) => error)

  await parent.handle.kill()

  expect(await refused).toMatchObject({ code: 'ERR_PROCESS_EXITED' })
  expect(environment.size).toBe(0)
})

test('a start that is given up because of a stop has stopped, and not failed', async () => {
  const environment = new Environment({ id: 'env' })
  const spawned = environment.start(starts)
  const refused = spawned.catch((error: unknown) => error)

  const report = await environment.shutdown()

  expect(report).toMatchObject({ clean: ['env/1'], failed: [] })
  expect(await refused).toMatchObject({ reason: { kind: 'shutdown' } })
})

import { expect, test } from '@jest/globals'
import { UnkillableError, type Program } from '@sim/process'
import { localSandbox, Simulator, type Sandbox } from '@sim/simulator'
import { createServer } from 'node:http'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { extension, runtime } from '../programs.ts'
import { subscribe } from '../telemetry-listener.ts'

const shutdownBegan = { what: 'SHUTDOWN to begin' }
const isShutdown = ({ type }: { readonly type: string }) => type === 'shutdown'

test('stop ends what does not listen, whatever it is in the middle of', async () => {
  const simulator = await Simulator.start({
    runtime: runtime('ignores-sigterm'),
    extensions: [extension('ignores-shutdown')],
    time: 'manual',
  })
  await simulator.waitForPhase('idle')
  const shutdown = simulator.shutdown()
  await simulator.waitForEntry(isShutdown, shutdownBegan)

  await simulator.stop()

  await shutdown
  expect(simulator.processes).toEqual([])
  expect(simulator.phase).toBe('stopped')
})

test('stop does not wait for SHUTDOWN to reach an extension that somebody else started', async () => {
  const simulator = await Simulator.start({
    runtime: runtime('echoes'),
    extensions: [{ name: 'attached' }],
    time: 'manual',
  })
  const api = `http://${simulator.runtimeApi}/2020-01-01/extension`
  const { headers } = await fetch(`${api}/register`, {
    method: 'POST',
    headers: { 'Lambda-Extension-Name': 'attached' },
    body: '{"events":["SHUTDOWN"]}',
  })
  const id = headers.get('lambda-extension-identifier') ?? ''
  const abort = new AbortController()
  const poll = fetch(`${api}/event/next`, {
    headers: { 'Lambda-Extension-Identifier': id },
    signal: abort.signal,
  }).catch(() => undefined)
  await simulator.waitForPhase('idle')
  abort.abort()
  await poll
  const shutdown = simulator.shutdown()
  await simulator.waitForEntry(({ type }) => type === 'process.exited', { what: 'its end' })

  await simulator.stop()

  await shutdown
  expect(simulator.phase).toBe('stopped')
})

test('stop does not wait for a subscriber of telemetry that does not answer', async () => {
  const deaf = createServer(() => undefined).listen(0, '127.0.0.1')
  await once(deaf, 'listening')
  const simulator = await Simulator.start({
    runtime: runtime('echoes'),
    extensions: [{ name: 'deaf' }],
    time: 'manual',
  })
  const { next } = await subscribe(simulator, 'deaf', (deaf.address() as AddressInfo).port)
  void next()
  await simulator.waitForPhase('idle')
  const shutdown = simulator.shutdown()
  await once(deaf, 'request')

  await simulator.stop()

  await shutdown
  expect(simulator.phase).toBe('stopped')
  deaf.closeAllConnections()
  deaf.close()
})

test('the end of a block ends a time-out that never comes', async () => {
  let pids: readonly number[]
  {
    await using simulator = await Simulator.start({
      runtime: runtime('never-answers'),
      extensions: [extension('observes')],
      time: 'manual',
    })
    simulator.enqueue({})
    await simulator.waitForEntry(({ type }) => type === 'invocation.handed', { what: 'the event' })
    pids = simulator.processes.map(({ pid }) => pid)
  }

  expect(pids).toHaveLength(2)
  for (const pid of pids) expect(() => process.kill(pid, 0)).toThrow('ESRCH')
})

test('a death is told although somebody else holds the output', async () => {
  await using simulator = await Simulator.start({
    runtime: { command: '/bin/sh', args: ['-c', 'setsid sleep 1000 & exit 3'] },
    time: 'manual',
  })

  const invocation = await simulator.invoke({})

  expect(invocation.result?.errorType).toBe('Runtime.ExitError')
})

test('who cannot be killed is told of, and not awaited for ever', async () => {
  await using sandbox = unkillableRuntime()
  await using simulator = await Simulator.start(
    { runtime: runtime('never-answers'), time: 'manual' },
    { sandbox },
  )
  const invocation = simulator.enqueue({})
  await simulator.waitForEntry(({ type }) => type === 'invocation.handed', { what: 'the event' })

  simulator.advance(3_000)
  await invocation.done()

  expect(invocation.status).toBe('timeout')
  expect(simulator.journal.entries('unended')).toHaveLength(1)
  sandbox.yield()
})

test('a runtime that outlives its share and a kill takes nobody else along', async () => {
  await using sandbox = unkillableRuntime()
  await using simulator = await Simulator.start(
    { runtime: runtime('ignores-sigterm'), extensions: [extension('observes')], time: 'manual' },
    { sandbox },
  )
  await simulator.waitForPhase('idle')
  const shutdown = simulator.shutdown()

  simulator.advance(600)
  await shutdown

  expect(simulator.journal.entries('unended')).toMatchObject([
    { message: expect.stringContaining('did not end') },
  ])
  expect(simulator.processes).toMatchObject([{ role: 'runtime' }])
  sandbox.yield()
})

/** This machine, but the runtime survives every kill until it is to yield. */
function unkillableRuntime() {
  const local = localSandbox()
  const programs: Program[] = []
  let isUnkillable = true
  const sandbox: Sandbox = {
    ...local,
    async spawn(options) {
      const program = await local.spawn(options)
      programs.push(program)
      if (!options.name.startsWith('runtime')) return program
      const hold = async () => {
        if (isUnkillable) throw new UnkillableError({ name: options.name, pid: program.pid }, 0)
        await program.kill()
      }
      return { pid: program.pid, exited: program.exited, kill: hold, stop: hold }
    },
  }
  return {
    ...sandbox,
    yield: () => {
      isUnkillable = false
    },
    async [Symbol.asyncDispose]() {
      await Promise.all(programs.map((program) => program.kill()))
    },
  }
}

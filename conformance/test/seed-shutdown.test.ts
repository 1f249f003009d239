import { expect } from '@jest/globals'
import { Simulator } from '@sim/simulator'
import { connect } from 'node:net'
import { once } from 'node:events'
import { register } from '../seed/extension-client.ts'
import { fixtureExtension, fixtureRuntime } from '../seed/fixture.ts'
import { patient, soon, unhurried } from '../seed/patience.ts'
import { answered, jsonOf } from '../seed/payload.ts'
import { RuntimeClient } from '../seed/runtime-client.ts'
import { Scene } from '../seed/scene.ts'
import { seedCase } from '../seed/seed-case.ts'

const types = ({ journal }: Simulator) => journal.entries().map(({ type }) => type)

/** Milliseconds from the begin of the shutdown to its end. */
function shutdownMs({ journal }: Simulator): number {
  const [begin] = journal.entries('shutdown')
  const end = journal.entries('phase').find(({ to }) => to === 'stopped')
  return (end?.atMs ?? NaN) - (begin?.atMs ?? NaN)
}

seedCase('EXT-13', 'nobody registers during a shutdown, nor after it', async () => {
  await using simulator = await Simulator.start({
    ...patient,
    extensions: [fixtureExtension('ignores-shutdown')],
    shutdownTimeoutMs: 60_000,
  })
  using runtime = new RuntimeClient(simulator.runtimeApi)
  runtime.park()
  await simulator.waitForPhase('idle', soon)
  const shutdown = simulator.shutdown()
  await simulator.waitForEntry((entry) => entry.type === 'extension.handed', {
    what: 'SHUTDOWN to be handed out',
  })

  const during = await answered(register(simulator.runtimeApi, 'shutdown-ext', ['INVOKE']))
  await simulator.stop()
  await shutdown
  const afterwards = await register(simulator.runtimeApi, 'shutdown-ext', ['INVOKE']).answer

  expect(during.status).toBe(403)
  expect(jsonOf(during)).toMatchObject({ errorType: 'Extension.RegistrationClosed' })
  expect(afterwards).toBeUndefined()
  expect(simulator.processes).toEqual([])
})

seedCase('SHUT-03', 'an extension that ignores SHUTDOWN is killed at the deadline', async () => {
  await using simulator = await Simulator.start({
    ...patient,
    runtime: fixtureRuntime('answers'),
    extensions: [fixtureExtension('ignores-shutdown')],
    shutdownTimeoutMs: 200,
  })
  await simulator.waitForPhase('idle', soon)

  await simulator.shutdown()

  const exited = simulator.journal.entries('process.exited')
  expect(exited.at(-1)).toMatchObject({ name: 'ignores-shutdown', reason: { signal: 'SIGKILL' } })
  expect(shutdownMs(simulator)).toBeGreaterThan(195)
  expect(shutdownMs(simulator)).toBeLessThan(5_000)
})

seedCase('SHUT-04', 'an extension that wants both gets INVOKE first, SHUTDOWN last', async () => {
  await using scene = await Scene.start({ extensions: [{ name: 'full-lifecycle-extension' }] })
  const extension = await scene.extension('full-lifecycle-extension', ['INVOKE', 'SHUTDOWN'])
  await scene.serve({ test: 'data' })

  const shutdown = scene.simulator.shutdown()
  const last = await extension.next()
  await shutdown

  expect(last).toEqual({
    eventType: 'SHUTDOWN',
    deadlineMs: expect.any(Number),
    shutdownReason: 'spindown',
  })
  const handed = scene.simulator.journal.entries('extension.handed').map(({ event }) => event)
  expect(handed).toEqual(['INVOKE', 'SHUTDOWN'])
})

seedCase(
  'SHUT-05',
  'without a subscriber nothing is waited for, not even for the end of init',
  async () => {
    await using scene = await Scene.start({ shutdownTimeoutMs: 60_000 })
    await scene.extension('invoke-only-extension')

    await scene.simulator.shutdown()

    expect(shutdownMs(scene.simulator)).toBeLessThan(5_000)
    expect(types(scene.simulator)).not.toContain('extension.handed')
  },
)

seedCase('SHUT-06', 'SHUTDOWN carries the reason', async () => {
  for (const reason of ['spindown', 'timeout', 'failure'] as const) {
    await using scene = await Scene.start({ extensions: [{ name: 'reason-checker' }] })
    const extension = await scene.extension('reason-checker', ['SHUTDOWN'])
    await scene.ready()

    const shutdown = scene.simulator.shutdown({ reason })
    const { shutdownReason } = await extension.next()
    await shutdown

    expect(shutdownReason).toBe(reason)
  }
})

seedCase('SHUT-09', 'a poll that is open is released, and the port is closed', async () => {
  await using scene = await Scene.start()
  const poll = scene.runtime.park()
  await scene.simulator.waitForPhase('idle', soon)

  await scene.simulator.shutdown()

  expect(await poll.answer).toBeUndefined()
  const [host, port] = scene.simulator.runtimeApi.split(':')
  const socket = connect(Number(port), host)
  await expect(once(socket, 'connect')).rejects.toMatchObject({ code: 'ECONNREFUSED' })
})

seedCase('SHUT-13', 'a shutdown lets the invocation finish that runs', async () => {
  await using scene = await Scene.start({ extensions: [{ name: 'work-completion-ext' }] })
  const extension = await scene.extension('work-completion-ext', ['INVOKE', 'SHUTDOWN'])
  await scene.ready()
  const invocation = scene.simulator.enqueue({ test: 'work_completion' })
  const { requestId } = await scene.runtime.next()

  const shutdown = scene.simulator.shutdown()
  const accepted = await scene.runtime.respond(requestId, { result: 'work_completed' })
  scene.runtime.park()
  await scene.extensionsDone()
  const last = await extension.next()
  await shutdown

  expect(accepted.status).toBe(202)
  expect(invocation.json()).toEqual({ result: 'work_completed' })
  expect(invocation.report?.status).toBe('success')
  expect(last.eventType).toBe('SHUTDOWN')
  const order = types(scene.simulator)
  expect(order.indexOf('invocation.ended')).toBeLessThan(order.indexOf('shutdown'))
})

seedCase('OTEL-03', 'a shutdown ends the runtime, then an extension in good order', async () => {
  await using simulator = await Simulator.start({
    ...patient,
    ...unhurried,
    runtime: fixtureRuntime('answers'),
    extensions: [fixtureExtension('works-30-ms')],
  })
  await simulator.waitForPhase('idle', soon)

  await simulator.shutdown()

  const entries = simulator.journal.entries()
  const exits = simulator.journal.entries('process.exited')
  expect(exits).toMatchObject([
    { role: 'runtime', reason: { kind: 'shutdown', signal: 'SIGTERM' } },
    { role: 'extension', name: 'works-30-ms', reason: { kind: 'shutdown', code: 0 } },
  ])
  const order = entries.flatMap(({ type }) =>
    ['shutdown', 'process.exited', 'extension.handed'].includes(type) ? [type] : [],
  )
  expect(order).toEqual(['shutdown', 'process.exited', 'extension.handed', 'process.exited'])
})

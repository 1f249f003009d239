import { expect, test } from '@jest/globals'
import { soon, unhurried } from '../seed/patience.ts'
import { jsonOf } from '../seed/payload.ts'
import { Scene } from '../seed/scene.ts'
import { HttpListener } from '../telemetry/http-listener.ts'
import { Play } from '../telemetry/play.ts'
import { happened } from '../telemetry/prompter.ts'
import { logsPath, logsRequest, put, request, telemetryPath } from '../telemetry/subscribe.ts'
import { subscriber } from '../telemetry/subscribed.ts'

const managed = { initializationType: 'lambda-managed-instances' } as const

/** A managed instance with an extension `E`, which the test plays. */
async function managedScene() {
  const scene = await Scene.start({ ...managed, extensions: [{ name: 'E' }] })
  return Object.assign(scene, { E: await scene.extension('E', ['SHUTDOWN']) })
}

test('MIN-001: a managed instance takes only the newest schema', async () => {
  await using scene = await managedScene()
  await using listener = await HttpListener.start()
  const { runtimeApi } = scene.simulator

  const older = request(listener.uri, { schemaVersion: '2022-12-13' })
  const answer = await put(runtimeApi, telemetryPath, scene.E.id, older)

  expect(answer.status).toBe(400)
  expect(jsonOf(answer)).toMatchObject({ errorType: 'ValidationError' })
})

test('MIN-002: it has no Logs API', async () => {
  await using scene = await managedScene()
  await using listener = await HttpListener.start()
  const { runtimeApi } = scene.simulator

  const answer = await put(runtimeApi, logsPath, scene.E.id, logsRequest(listener.uri))

  expect(answer.status).toBe(404)
})

const forShutdown = (uri: string) => ({
  start: [
    ['register', 'SHUTDOWN'],
    ['subscribe', telemetryPath, request(uri)],
  ] as const,
})

test('MIN-005: all three events of its init name it', async () => {
  await using play = await Play.start({ options: managed, extensions: { E: forShutdown } })

  await play.listener.nth('platform.initReport')

  const types = play.listener.events
    .map(({ record }) => record.initializationType)
    .filter((type) => type !== undefined)
  expect(types).toEqual(Array(3).fill('lambda-managed-instances'))
})

test('MIN-006: a handler’s own error is one there', async () => {
  await using play = await Play.start({ options: managed, extensions: { E: forShutdown } })
  await play.simulator.waitForPhase('idle', soon)
  await play.simulator.invoke({ do: [['fail', 'Function.TestError']] })

  const { record } = await play.listener.nth('platform.report')

  expect(record).toMatchObject({ status: 'error', errorType: 'Function.TestError' })
  expect(play.listener.of('platform.runtimeDone')).toEqual([])
})

test('SNP-001: a restore is told before the first invocation, and counted with it', async () => {
  await using play = await Play.start({
    options: { initializationType: 'snap-start' },
    runtime: { start: [['restore'], ['say', 'restored']] },
    extensions: { E: subscriber() },
  })
  await play.simulator.invoke({})

  const { record } = await play.listener.nth('platform.report')

  expect(play.listener.types.slice(play.listener.types.indexOf('platform.restoreStart'))).toEqual([
    'platform.restoreStart',
    'platform.restoreRuntimeDone',
    'platform.restoreReport',
    'platform.start',
    'platform.runtimeDone',
    'platform.report',
  ])
  expect(record.metrics).toHaveProperty('restoreDurationMs')
  expect(record.metrics).not.toHaveProperty('initDurationMs')
})

test('FRZ-002: what a frozen environment could not hear arrives before SHUTDOWN', async () => {
  await using play = await Play.start({
    options: { freeze: 'process', ...unhurried },
    extensions: {
      E: () => ({
        start: [
          ['register', 'INVOKE', 'SHUTDOWN'],
          ['hear', telemetryPath, request('', { buffering: { timeoutMs: 5_000 } })],
        ],
        shutdown: [['say', 'SHUTDOWN']],
      }),
    },
  })
  await (await play.simulator.invoke({})).done(soon)
  await play.simulator.waitForFrozen(soon)
  const before = heard(play)

  await play.simulator.shutdown()

  expect(before).toEqual([])
  expect(heard(play)).toEqual([expect.stringMatching(/^heard .*platform\.report/), 'SHUTDOWN'])
})

/** Whether the extension has heard of a report, and when it was told to end. */
function heard({ simulator }: Play): string[] {
  return simulator.journal
    .entries('process.output')
    .map(({ text }) => text)
    .filter((text) => text.includes('platform.report') || text === 'SHUTDOWN')
}

test('FRZ-004: a shutdown tells nothing of its own', async () => {
  await using play = await Play.start({ options: unhurried, extensions: { E: subscriber() } })
  await play.simulator.invoke({})
  await play.listener.nth('platform.report')
  const before = play.simulator.telemetry.events()

  await play.simulator.shutdown()

  expect(play.simulator.telemetry.events()).toEqual(before)
  expect(play.listener.types).toEqual(before.map(({ type }) => type))
  await happened(play.simulator, { type: 'process.exited', role: 'extension' })
})

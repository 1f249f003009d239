import { pollUntil } from '@sim/core'
import { expect, test } from '@jest/globals'
import { readFileSync } from 'node:fs'
import process from 'node:process'
import { untilGone } from '../is-alive.ts'
import { ExtensionDirectory } from './extension-directory.ts'
import { fixture, patience, RunningRie } from './running-rie.ts'

const doesAsTold = [process.execPath, fixture('does-as-told.mjs'), 'index.handler']
const trace = 'Root=1-5bef4de7-ad49b0e87f6ef6c87fc2e700'

test('the trace of a caller reaches extensions, and not the runtime', async () => {
  using directory = new ExtensionDirectory()
  const { flags } = directory
  await using rie = await RunningRie.start(doesAsTold, { flags })

  const { body } = await rie.call({
    headers: { 'X-Amzn-Trace-Id': trace },
    body: '{"tell":"headers"}',
  })

  await rie.prints(new RegExp(`extension got INVOKE ${trace}$`))
  const headers = Object.keys(JSON.parse(body.toString()) as object)
  expect(headers.filter((name) => name.startsWith('lambda-')).sort()).toEqual([
    'lambda-runtime-aws-request-id',
    'lambda-runtime-deadline-ms',
    'lambda-runtime-invoked-function-arn',
  ])
})

test('the Telemetry API is not supported unless it is asked for', async () => {
  using directory = new ExtensionDirectory('subscribes.mjs')
  const { flags } = directory
  await using rie = await RunningRie.start(doesAsTold, { flags })

  const { status } = await rie.tell({})

  expect(status).toBe(200)
  await rie.prints(/^subscribed: .*"Telemetry\.NotSupported"/)
})

test('with --telemetry it tells of everything', async () => {
  using directory = new ExtensionDirectory('subscribes.mjs')
  const flags = [...directory.flags, '--telemetry']
  await using rie = await RunningRie.start(doesAsTold, { flags })

  await rie.tell({})

  await rie.prints(/^subscribed: "OK"$/)
  await rie.prints(/^telemetry platform\.initReport$/)
  await rie.prints(/^telemetry platform\.report$/)
})

test('with --freeze everything stands still between invocations, and ends all the same', async () => {
  using directory = new ExtensionDirectory()
  const flags = [...directory.flags, '--freeze']
  await using rie = await RunningRie.start(doesAsTold, { flags })

  const first = await rie.tell({ answer: 'one' })
  await rie.says(/frozen: pids/)
  const pids = await Promise.all([rie.pidOf('runtime'), rie.pidOf('extension watches.mjs')])
  const states = pids.map(stateOf)
  const second = await rie.tell({ answer: 'two' })
  await rie.says(/frozen: pids/, 2)
  rie.signal('SIGTERM')
  const end = await rie.ended

  expect([first.text, second.text]).toEqual(['one', 'two'])
  expect(states).toEqual(['T', 'T'])
  expect(end).toEqual({ code: 0, signal: null })
  await rie.prints(/^extension got SHUTDOWN SandboxTerminated$/)
  await untilGone(pids)
})

test('without --freeze nothing is stopped', async () => {
  await using rie = await RunningRie.start(doesAsTold, { flags: ['--log-level=debug'] })

  await rie.tell({})
  await rie.says(/phase invoke -> idle$/)
  const pid = await rie.pidOf('runtime')

  const state = await pollUntil(
    () => stateOf(pid),
    (one) => one === 'S',
    {
      ...patience,
      what: 'the runtime to sleep',
    },
  )
  expect(state).toBe('S')
  expect(rie.stderr.entries().filter((line) => line.includes('frozen'))).toEqual([])
})

function stateOf(pid: number): string {
  const stat = readFileSync(`/proc/${pid}/stat`, 'latin1')
  return stat[stat.lastIndexOf(')') + 2] as string
}

import { pollUntil } from '@sim/core'
import { expect, test } from '@jest/globals'
import { processState } from '@sim/freeze'
import { Simulator } from '@sim/simulator'
import { existsSync, readFileSync } from 'node:fs'
import { runtime } from './programs.ts'
import { Cgroup } from '@sim/process'

const missing = Cgroup.whyUnavailable()
const testInCgroup =
  missing === undefined || process.env['SIM_REQUIRE_ALL'] === '1' ? test : test.skip
const why = missing === undefined ? '' : ` (${missing})`

/** What nobody has reaped yet is dead all the same. */
function isDead(pid: number): boolean {
  const state = processState(pid)
  return state === 'gone' || state.threads.every((thread) => thread.state === 'Z')
}

async function untilDead(pid: number): Promise<void> {
  await pollUntil(() => isDead(pid), Boolean, { what: `the end of ${pid}` })
}

/** The control group of a process. */
function groupOf(pid: number): string {
  const [, path = ''] = /^0::(.*)$/m.exec(readFileSync(`/proc/${pid}/cgroup`, 'utf8')) ?? []
  const tops = ['/sys/fs/cgroup/unified', '/sys/fs/cgroup']
  return tops.map((top) => top + path).find((folder) => existsSync(`${folder}/cgroup.freeze`)) ?? ''
}

test('a daemon that a function left ends with its environment', async () => {
  await using simulator = await Simulator.start({ runtime: runtime('leaves-a-daemon') })
  const daemon = (await simulator.invoke({})).json() as number
  const before = isDead(daemon)

  await simulator.shutdown()

  await untilDead(daemon)
  expect(before).toBe(false)
})

test('credentials that were given stay as they are', async () => {
  const credentials = { accessKeyId: 'A', secretAccessKey: 'B', sessionToken: 'C' }
  await using simulator = await Simulator.start({
    runtime: runtime('prints-environment'),
    credentials,
  })

  const variables = (await simulator.invoke({})).json()

  expect(variables).toMatchObject({ AWS_SESSION_TOKEN: 'C' })
})

testInCgroup(`with a control group even a daemon is frozen, thawed and ended${why}`, async () => {
  await using simulator = await Simulator.start({
    runtime: runtime('leaves-a-daemon'),
    freeze: 'cgroup',
  })
  const daemon = (await simulator.invoke({})).json() as number
  const group = groupOf(daemon)

  await simulator.waitForFrozen()
  const events = readFileSync(`${group}/cgroup.events`, 'utf8')
  const again = await simulator.invoke({})
  await simulator.waitForFrozen()
  await simulator.stop()

  expect(events).toContain('frozen 1')
  expect(simulator.journal.entries('frozen')[0]?.pids).toContain(daemon)
  expect(again.json()).toBe(daemon)
  expect(isDead(daemon)).toBe(true)
  expect(existsSync(group)).toBe(false)
})

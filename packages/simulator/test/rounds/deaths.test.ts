import { expect, test } from '@jest/globals'
import { pollUntil } from '@sim/core'
import { spawn } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import process from 'node:process'
import { createInterface } from 'node:readline'
import { again, childrenOf, marked } from './kernel.ts'
import { Cgroup } from '@sim/process'

const program = join(import.meta.dirname, 'fixtures', 'dying-host.mjs')
const ends = { SIGKILL: 'SIGKILL', SIGTERM: 'SIGTERM', exits: 3, throws: 1 } as const
const missing = Cgroup.whyUnavailable()

/** A host in a process of its own, which dies by itself; resolves when it has. */
async function letDie(mode: string, when: string, how: string) {
  const mark = `SIM_ROUND=${randomUUID()}`
  const args = ['--conditions=@sim/source', program, mark, mode, when, how]
  const host = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'ignore'] })
  const exited = once(host, 'exit')
  const lines = createInterface({ input: host.stdout })[Symbol.asyncIterator]()
  const group = String((await lines.next()).value)
  await lines.next()
  const before = [...marked(mark), ...childrenOf(host.pid as number)]
  const [code, signal] = await exited
  const left = () => [...marked(mark), ...before.flatMap((one) => again(one) ?? [])]
  const endAll = () => left().forEach(({ pid }) => process.kill(pid, 'SIGKILL'))
  return { end: signal ?? code, group, left, [Symbol.dispose]: endAll }
}

for (const mode of ['process', 'cgroup']) {
  for (const when of ['running', 'freezing', 'frozen', 'thawed']) {
    for (const [how, end] of Object.entries(ends)) {
      const title = `mode ${mode}: a host that dies while ${when} leaves nobody (${how})`
      const needed = mode === 'process' ? undefined : missing
      if (needed !== undefined && process.env['SIM_REQUIRE_ALL'] !== '1') {
        test.skip(`${title} (${needed})`, () => undefined)
        continue
      }
      test(title, async () => {
        using host = await letDie(mode, when, how)

        await pollUntil(host.left, (all) => all.length === 0, {
          what: 'nobody to be left',
          timeoutMs: 1_000,
        })
        await pollUntil(
          () => existsSync(host.group),
          (exists) => !exists,
          { what: `${host.group} to be removed`, timeoutMs: 1_000 },
        )
        expect(host.end).toBe(end)
      })
    }
  }
}

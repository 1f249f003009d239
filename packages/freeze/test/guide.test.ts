import { expect, test } from '@jest/globals'
import { FreezeController } from '@sim/freeze'
import { readFileSync } from 'node:fs'
import { commandPort } from './guide/command-port.ts'
import { areRunning, areStopped } from './kernel.ts'
import { run, sh } from './running.ts'

const guide = readFileSync(`${import.meta.dirname}/../../../docs/freezing.md`, 'utf8')
const readme = readFileSync(`${import.meta.dirname}/../README.md`, 'utf8')
const sample = (name: string) =>
  readFileSync(`${import.meta.dirname}/guide/${name}.ts`, 'utf8').trim()

test('the guide and the README show the samples that are run here', () => {
  expect(guide).toContain(sample('freeze-mine'))
  expect(guide).toContain(sample('command-port'))
  expect(readme).toContain(sample('freeze-mine'))
})

test('what the guide does first ends as its comments say', async () => {
  const program = `${import.meta.dirname}/guide/freeze-mine.ts`
  await using child = await run(process.execPath, ['--conditions=@sim/source', program])
  const said: string[] = []
  for (let line = await child.line(); line !== 'undefined'; line = await child.line()) {
    said.push(line)
  }

  const types = said.filter((line) => line.includes('type:')).map((line) => line.match(/'.+'/)?.[0])
  expect(types).toEqual(["'frozen'", "'thawed'", "'superseded'"])
})

test('with the port of the guide, whole trees stop and resume', async () => {
  await using shell = await sh('sleep 1000 & echo $!; wait')
  const [child = 0] = await shell.pids()
  const port = commandPort('env')
  const controller = new FreezeController({ mode: 'process', port, stopTimeoutMs: 20_000 })
  controller.register(shell.pid)

  const outcome = await controller.freezeAtEpoch(0)
  const wereStopped = areStopped(shell.pid, child)
  const { resumed, failures } = controller.unfreeze()

  expect(outcome).toBe('frozen')
  expect(wereStopped).toBe(true)
  expect(resumed.map(({ pid }) => pid)).toEqual([shell.pid, child])
  expect(failures).toEqual([])
  expect(areRunning(shell.pid, child)).toBe(true)
})

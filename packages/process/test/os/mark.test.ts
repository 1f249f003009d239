import { expect, test } from '@jest/globals'
import { randomUUID } from 'node:crypto'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import process from 'node:process'
import { Leash } from '../../src/os/leash.ts'
import { killMarked, marked } from '../../src/os/mark.ts'
import { isAlive, untilGone } from './is-alive.ts'
import { runFixture } from './run-fixture.ts'

const env = { PATH: '/bin:/usr/bin' }
const newMark = () => `SIM_MARK=${randomUUID()}`

function endAll(pids: readonly number[]): Disposable {
  return {
    [Symbol.dispose]: () => pids.filter(isAlive).forEach((pid) => process.kill(pid, 'SIGKILL')),
  }
}

test('a daemon ends with the process that left it, if it was marked', async () => {
  await using child = await runFixture('leaves-a-daemon', [], { env, mark: newMark() })
  const [self = 0, daemon = 0, bare = 0] = JSON.parse(await child.firstLine()) as number[]
  using _cleanUp = endAll([daemon, bare])

  await child.process.kill()

  await untilGone([self, daemon])
  // Who dropped its environment is not known any more.
  expect(isAlive(bare)).toBe(true)
})

test('a daemon ends with a marked process that ends by itself', async () => {
  await using child = await runFixture('leaves-a-daemon', ['ends'], { env, mark: newMark() })
  const [, daemon = 0, bare = 0] = JSON.parse(await child.firstLine()) as number[]
  using _cleanUp = endAll([daemon, bare])

  const reason = await child.process.exited

  expect(reason).toEqual({ kind: 'normal', code: 0 })
  await untilGone([daemon])
})

test('a mark ends nobody while another process has it', async () => {
  const mark = newMark()
  await using other = await runFixture('runs-forever', [], { env, mark })
  await using child = await runFixture('leaves-a-daemon', [], { env, mark })
  const [, daemon = 0, bare = 0] = JSON.parse(await child.firstLine()) as number[]
  using _cleanUp = endAll([daemon, bare])

  await child.process.kill()
  const isLeft = isAlive(daemon)
  await other.process.kill()

  expect(isLeft).toBe(true)
  await untilGone([daemon])
})

test('the leash knows a mark before anybody has it, and not for longer', async () => {
  const told: string[] = []
  const disposable = (name: string) => ({ [Symbol.dispose]: () => told.push(`- ${name}`) })
  const fake = {
    start: () => undefined,
    holdMark: () => (told.push('+ mark'), disposable('mark')),
    hold: () => (told.push('+ pid'), disposable('pid')),
  }
  const slots = globalThis as { [slot: symbol]: unknown }
  const slot = Symbol.for('@sim/process-leash')
  const real = Leash.shared
  slots[slot] = fake

  const failed = runFixture('runs-forever', [], { command: '/nowhere', mark: newMark() })
  await failed.catch(() => told.push('failed'))
  const child = await runFixture('runs-forever', [], { mark: newMark() })
  await child.process.kill()
  slots[slot] = real

  expect(told).toEqual(
    ['+ mark', '- mark', 'failed']
      .concat(['+ mark', '+ pid', '+ mark', '- mark'])
      .concat(['- pid', '- mark']),
  )
})

test('a mark is an entry of the environment of the child, beside the others', async () => {
  const mark = newMark()

  await using child = await runFixture('says-how-it-was-started', [], { env: { A: '1' }, mark })

  expect(JSON.parse(await child.firstLine()).env).toEqual({ A: '1', SIM_MARK: mark.slice(9) })
})

test('whoever has the mark only as a part of an entry, or none at all, is a stranger', async () => {
  const mark = newMark()
  const envs = [{ SIM_MARK: `${mark.slice(9)}x` }, { X: mark }, { XSIM_MARK: mark.slice(9) }, {}]
  const strangers = envs.map((each) =>
    spawn('/bin/sleep', ['1000'], { env: each as unknown as NodeJS.ProcessEnv }),
  )
  using _cleanUp = endAll(strangers.map(({ pid }) => pid as number))
  await Promise.all(strangers.map((stranger) => once(stranger, 'spawn')))

  killMarked(mark)

  expect(marked(mark)).toEqual([])
  expect(strangers.map(({ pid }) => isAlive(pid as number))).toEqual([true, true, true, true])
})

test.each([
  '',
  'NAME',
  'NAME=short',
  'N M=0123456789abcdef',
  'NAME=0123456789 abcdef',
  '9A=0123456789abcdef',
])('%j is no mark', async (mark) => {
  const spawned = runFixture('runs-forever', [], { mark })

  await expect(spawned).rejects.toMatchObject({ code: 'ERR_MARK' })
})

test('what the host has in its own environment is no mark', () => {
  process.env['SIM_MARK_OF_HOST'] = '0123456789abcdef'
  const leash = new Leash({ shell: '/nowhere/sh' })

  const hold = () => leash.holdMark('SIM_MARK_OF_HOST=0123456789abcdef')

  expect(hold).toThrow(expect.objectContaining({ code: 'ERR_MARK' }))
  delete process.env['SIM_MARK_OF_HOST']
})

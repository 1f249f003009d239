import { expect, test } from '@jest/globals'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import process from 'node:process'
import { startTimeOf } from '../../src/os/process-tree.ts'
import { isAlive, untilGone } from './is-alive.ts'
import { runFixture } from './run-fixture.ts'
import { rehearse, runLeash, shells } from './run-leash.ts'

/** Several bystanders, each with a group of its own. */
async function sleepers(count: number) {
  const all = await Promise.all(Array.from({ length: count }, () => runFixture('runs-forever')))
  return Object.assign(
    all.map(({ process: { pid } }) => ({ pid, line: `${pid} ${startTimeOf(pid)}` })),
    {
      [Symbol.asyncDispose]: async () =>
        void (await Promise.all(all.map((one) => one.process.kill()))),
    },
  )
}

test.each(shells)('%s: whoever is held at the end of the input is ended', async (shell) => {
  await using all = await sleepers(6)
  const [first, second, third, fourth, fifth, sixth] = all.map(({ line }) => line)
  const gone = (line?: string) => `- ${line?.split(' ')[0]}`

  await runLeash(shell, [
    `+ ${first}`,
    `+ ${second}`,
    gone(first),
    `+ ${third}`,
    `+ ${fourth}`,
    gone(third),
    `+ ${fifth}`,
    gone(fifth),
    gone(fifth),
    `+ ${fifth}`,
    `+ ${sixth}`,
    gone(sixth),
  ])

  await untilGone([all[1], all[3], all[4]].map((one) => one?.pid as number))
  expect(all.map(({ pid }) => isAlive(pid))).toEqual([true, false, true, false, false, true])
})

test.each(shells)('%s: whoever took over a number is spared', async (shell) => {
  await using all = await sleepers(3)
  const [innocent, unknown, known] = all.map(({ pid }) => pid) as [number, number, number]

  await runLeash(shell, [`+ ${innocent} 1`, `+ ${unknown} -`, `+ ${all[2]?.line}`])

  await untilGone([unknown, known])
  expect(isAlive(innocent)).toBe(true)
})

test.each(shells)('%s: an awkward name protects nobody', async (shell) => {
  await using child = await runFixture('runs-under-an-awkward-name')
  await child.firstLine()
  const { pid } = child.process

  await runLeash(shell, [`+ ${pid} ${startTimeOf(pid)}`])

  expect(await child.process.exited).toEqual({ kind: 'failure', signal: 'SIGKILL' })
})

test.each(shells)('%s: a group without its leader is ended', async (shell) => {
  const leader = spawn(
    '/bin/sh',
    ['-c', '/bin/sleep 1000 >/dev/null 2>&1 & echo $!; read -r line'],
    {
      detached: true,
      stdio: ['pipe', 'pipe', 'ignore'],
    },
  )
  const [answer] = (await once(leader.stdout, 'data')) as [Buffer]
  const orphan = Number(answer)
  using _cleanUp = { [Symbol.dispose]: () => isAlive(orphan) && process.kill(orphan, 'SIGKILL') }
  const line = `+ ${leader.pid} ${startTimeOf(leader.pid as number)}`
  leader.stdin.end('\n')
  await once(leader, 'exit')
  const isOrphanAlive = isAlive(orphan)

  await runLeash(shell, [line])

  expect(isOrphanAlive).toBe(true)
  await untilGone([orphan])
})

test.each(shells)('%s: descendants in other groups are ended', async (shell) => {
  await using family = await runFixture('has-a-family')
  const pids = JSON.parse(await family.firstLine()) as number[]
  using _cleanUp = {
    [Symbol.dispose]: () => pids.filter(isAlive).forEach((pid) => process.kill(pid, 'SIGKILL')),
  }

  await runLeash(shell, [`+ ${pids[0]} ${startTimeOf(pids[0] as number)}`])

  await untilGone(pids)
  expect(pids).toHaveLength(5)
})

test.each(shells)('%s: without anyone to end it ends itself', async (shell) => {
  await expect(runLeash(shell, [])).resolves.toBeUndefined()
})

test.each(shells)('%s: nobody else is signalled than who is still held', async (shell) => {
  // The start times must not be taken for processes, nor one number for the end of another.
  const [first, second, third] = [2 ** 30, 2 ** 30 + 1, 12 ** 10]

  const kills = await rehearse(shell, [
    `+ ${first} 5`,
    `+ ${second} 66`,
    `+ ${third} 777`,
    `- ${first}`,
    `- ${third}`,
    '- 4',
  ])

  expect(kills).toEqual(['STOP', 'KILL', 'CONT'].map((signal) => `kill -${signal} -${second}`))
})

test.each(shells)('%s: what is no number above 1 is never signalled', async (shell) => {
  const nobody = 2 ** 30

  const kills = await rehearse(shell, [
    '+ 1 -',
    '+ 0 -',
    '+ -1 -',
    '+ 01 -',
    '+ * -',
    '+',
    '+ 12a -',
    `+ ${nobody} -`,
  ])

  expect(kills).toEqual(['STOP', 'KILL', 'CONT'].map((signal) => `kill -${signal} -${nobody}`))
})

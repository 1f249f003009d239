import { expect } from '@jest/globals'
import { Environment } from '@sim/process'
import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import { host } from '../processes/host.ts'
import { groupOf, isAlive, untilGone, untilStopped } from '../processes/kernel-facts.ts'
import { play } from '../processes/player.ts'
import { processCase } from '../processes/process-case.ts'
import { runScript, script, sleeps } from '../processes/script.ts'

processCase('ND-01', 'a program that exits with 3 has failed with it', async () => {
  await using environment = new Environment()
  const program = await environment.spawnOs(script('exit 3'))

  const reason = await program.exited

  expect(reason).toEqual({ kind: 'failure', code: 3 })
  expect(await program.kill()).toBe(reason)
  expect(program.body.program.signal('SIGTERM')).toBe(false)
  await expect(program.result()).rejects.toMatchObject({ code: 'ERR_PROCESS_EXITED', reason })
})

processCase('ND-02', 'a program that was killed is dead when it has exited', async () => {
  await using environment = new Environment()
  const program = await environment.spawnOs(sleeps)
  const { osPid } = program.body

  const killing = program.kill()

  expect([program.state, program.exit]).toEqual(['stopping', undefined])
  expect(await killing).toEqual({ kind: 'killed', signal: 'SIGKILL' })
  expect([program.state, isAlive(osPid)]).toEqual(['exited', false])
})

processCase('ND-04', 'what could not be started is never signalled, nor its host', async () => {
  await using environment = new Environment()
  const said: string[] = []
  const program = await environment.spawnOs(
    host('kills-what-cannot-start', { onOutput: ({ text }) => said.push(text) }),
  )

  expect(await program.exited).toEqual({ kind: 'normal', code: 0 })
  expect(said).toEqual(['["ERR_SPAWN","not wanted any more"]'])
})

processCase(
  'ND-05',
  'the signal of a spawn ends the program, which is dead when that is told',
  async () => {
    await using environment = new Environment()
    const watcher = await play(environment)
    const controller = new AbortController()
    const program = await watcher.self.spawnOs({
      ...sleeps,
      signal: controller.signal,
      monitor: true,
    })
    const { osPid } = program.body

    controller.abort(new Error('from outside'))
    const whenAborted = [program.exit, watcher.self.mailbox.size]
    const reason = await program.exited

    expect(whenAborted).toEqual([undefined, 0])
    expect(isAlive(osPid)).toBe(false)
    expect(reason).toMatchObject({ kind: 'killed', signal: 'SIGKILL' })
    expect(watcher.self.mailbox.tryReceive()).toMatchObject({ type: 'process-died', reason })
  },
)

processCase('ND-06', 'a signal that is aborted already starts nothing', async () => {
  await using environment = new Environment()
  const why = new Error('not wanted')
  let started = 0
  const count = () => (started += 1)
  subscribe('child_process', count)

  await expect(environment.spawnOs({ ...sleeps, signal: AbortSignal.abort(why) })).rejects.toBe(why)
  const afterAborted = started
  await (await environment.spawnOs(sleeps)).kill()
  unsubscribe('child_process', count)

  expect(afterAborted).toBe(0)
  expect(started).toBeGreaterThan(0)
})

processCase('ND-06', 'nor does it take a single step of a task', async () => {
  await using environment = new Environment()
  const why = new Error('not wanted')
  let hasRun = false

  const spawning = environment.spawn(() => (hasRun = true), { signal: AbortSignal.abort(why) })

  await expect(spawning).rejects.toBe(why)
  expect([hasRun, environment.size]).toEqual([false, 0])
})

processCase('ND-07', 'a program is dead although another one holds its output', async () => {
  await using environment = new Environment()
  const program = await runScript(
    environment,
    "setsid sh -c 'echo $$; exec sleep 1000' & read line; exit 3",
    { drainMs: 50, stdin: 'pipe' },
  )
  const osPid = Number(await program.says(/\d/))
  try {
    program.handle.send('\n')

    expect(await program.handle.exited).toEqual({ kind: 'failure', code: 3 })
    expect(isAlive(osPid)).toBe(true)
  } finally {
    process.kill(osPid, 'SIGKILL')
  }
})

processCase('ND-07', 'what it has written by then is heard before', async () => {
  await using environment = new Environment()
  const watcher = await play(environment)
  const texts = Array.from({ length: 2_000 }, (_, number) => `line ${number}`)
  const program = await runScript(
    watcher.self,
    'n=0; while [ $n -lt 2000 ]; do echo "line $n"; n=$((n+1)); done; sleep 1000 & exit 0',
    { monitor: true },
  )

  await watcher.self.mailbox.receive()

  expect(program.lines.entries().map(({ text }) => text)).toEqual(texts)
})

processCase('ND-09', 'who stands still is killed all the same', async () => {
  await using environment = new Environment()
  const program = await environment.spawnOs(sleeps)
  program.body.program.signal('SIGSTOP')
  await untilStopped(program.body.osPid)

  expect(await program.kill()).toEqual({ kind: 'killed', signal: 'SIGKILL' })
})

processCase('ND-11', 'who ignores that it is to stop is killed at the deadline', async () => {
  await using environment = new Environment()
  const program = await runScript(
    environment,
    'trap "echo ignored" TERM; echo ready; while :; do sleep 1000; done',
  )
  await program.says(/ready/)

  const reason = await program.handle.stop({ deadlineMs: 100 })

  expect(reason).toEqual({ kind: 'shutdown', forced: true, signal: 'SIGKILL' })
})

processCase('ND-11', 'who stops in time is not', async () => {
  await using environment = new Environment()
  const program = await runScript(
    environment,
    'trap "exit 5" TERM; echo ready; while :; do sleep 0.01; done',
  )
  await program.says(/ready/)

  const reason = await program.handle.stop({ deadlineMs: 60_000 })

  expect(reason).toEqual({ kind: 'shutdown', code: 5 })
})

processCase('ND-12', 'a kill takes the children of a program along', async () => {
  await using environment = new Environment()
  const program = await runScript(
    environment,
    'sleep 1000 & echo "first $!"; sh -c "sleep 1000; true" & echo "second $!"; wait',
  )
  const osPids = [await program.says(/first/), await program.says(/second/)].map((text) =>
    Number(text.split(' ')[1]),
  )
  const wereAlive = osPids.map(isAlive)

  await program.handle.kill()

  expect(wereAlive).toEqual([true, true])
  await untilGone([program.osPid, ...osPids])
})

processCase('ND-12', 'so does its own end', async () => {
  await using environment = new Environment()
  const program = await runScript(environment, 'sleep 1000 & echo $!; exit 0')
  const osPid = Number(await program.says(/\d/))

  await program.handle.exited

  await untilGone([osPid])
})

processCase('ND-15', 'a death by a signal has a signal, and no code', async () => {
  await using environment = new Environment()

  const program = await environment.spawnOs(script('ulimit -c 0; kill -SEGV $$'))

  expect(await program.exited).toEqual({ kind: 'failure', signal: 'SIGSEGV' })
})

processCase('ND-15', 'a code of 128 and more is a code', async () => {
  await using environment = new Environment()

  const program = await environment.spawnOs(script("sh -c 'kill -KILL $$'; exit $?"))

  expect(await program.exited).toEqual({ kind: 'failure', code: 137 })
})

processCase('LA-08', 'to kill or to stop who has ended succeeds', async () => {
  await using environment = new Environment()
  const program = await environment.spawnOs(script('exit 1'))
  const reason = await program.exited

  expect(await program.kill()).toBe(reason)
  expect(await program.stop()).toBe(reason)
  expect(await program.body.program.kill()).toEqual({ kind: 'failure', code: 1 })
})

processCase(
  'LA-11',
  'a program leads a group of its own, and signals reach all of it',
  async () => {
    await using environment = new Environment()
    const program = await runScript(
      environment,
      `sh -c 'trap "echo child heard" USR1; echo child is ready; while :; do sleep 0.01; done' &
    trap "echo parent heard" USR1; echo parent is ready; while :; do sleep 0.01; done`,
    )
    await Promise.all([program.says(/child is ready/), program.says(/parent is ready/)])

    program.handle.body.program.signal('SIGUSR1')

    await Promise.all([program.says(/child heard/), program.says(/parent heard/)])
    expect(groupOf(program.osPid)).toBe(program.osPid)
    expect(groupOf(process.pid)).not.toBe(program.osPid)
  },
)

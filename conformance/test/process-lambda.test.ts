import { expect } from '@jest/globals'
import { ManualClock } from '@sim/core'
import { describeExit, Environment, type OsExitReason, type ShutdownReport } from '@sim/process'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { isAlive } from '../processes/kernel-facts.ts'
import { play } from '../processes/player.ts'
import { processCase } from '../processes/process-case.ts'
import { runScript, script, sleeps, type RunningScript } from '../processes/script.ts'
import { startStubborn } from '../processes/stubborn.ts'

const ends = {
  'exit 1': 'exit status 1',
  'exit 0': 'exit status 0',
  'kill -KILL $$': 'signal: killed',
  'kill -TERM $$': 'signal: terminated',
}
for (const [text, words] of Object.entries(ends)) {
  processCase('LA-02', `${words} is how an end is told`, async () => {
    await using environment = new Environment()

    const program = await environment.spawnOs(script(text))

    expect(describeExit((await program.exited) as OsExitReason)).toBe(words)
  })
}

processCase('LA-06', 'who is given no time to stop is not asked', async () => {
  await using environment = new Environment()
  const polite = 'trap "echo asked; exit 0" TERM; echo ready; while :; do sleep 0.01; done'
  const [runtime, extension] = [
    await runScript(environment, polite, { shutdownMs: 'kill' }),
    await runScript(environment, polite, { shutdownMs: 60_000 }),
  ]
  await Promise.all([runtime.says(/ready/), extension.says(/ready/)])

  await environment.shutdown({ deadlineMs: 60_000 })

  expect(runtime.handle.exit).toMatchObject({ kind: 'shutdown', signal: 'SIGKILL' })
  expect(stdoutOf(runtime)).toEqual(['ready'])
  expect(extension.handle.exit).toMatchObject({ kind: 'shutdown', code: 0 })
  expect(stdoutOf(extension)).toEqual(['ready', 'asked'])
})

processCase('LA-10', 'a kill is over when the program is gone', async () => {
  await using environment = new Environment()
  const program = await environment.spawnOs(sleeps)
  const { osPid } = program.body
  const wasAlive = isAlive(osPid)

  await program.kill({ deadlineMs: 10_000 })

  expect([wasAlive, isAlive(osPid)]).toEqual([true, false])
})

processCase(
  'LA-10',
  'a kill fails at its deadline, and the process is there until it dies',
  async () => {
    const clock = new ManualClock()
    await using environment = new Environment({ clock })
    const watcher = await play(environment)
    const { handle, dies } = await startStubborn(environment)
    watcher.self.monitor(handle.pid)

    const killing = handle.kill({ deadlineMs: 1_000 })
    const state = handle.state
    clock.advance(1_000)

    await expect(killing).rejects.toMatchObject({ code: 'ERR_UNKILLABLE', deadlineMs: 1_000 })
    expect(state).toBe('stopping')
    expect(environment.get(handle.pid)).toBe(handle)
    expect(watcher.self.mailbox.size).toBe(0)
    dies()
    expect(await handle.exited).toEqual({ kind: 'killed', signal: 'SIGKILL' })
    expect(watcher.self.mailbox.tryReceive()).toMatchObject({ from: handle.pid })
  },
)

processCase('LA-10', 'a shutdown ends all the same, and says whom it left', async () => {
  const clock = new ManualClock()
  await using environment = new Environment({ clock })
  const [{ handle, dies }, other] = [await startStubborn(environment), await play(environment)]

  const shutdown = environment.shutdown({ deadlineMs: 100 })
  let report: ShutdownReport | undefined
  void shutdown.then((made) => (report = made))
  while (report === undefined) {
    clock.advance(1_000)
    await nextTurn()
  }
  dies()
  await handle.exited

  expect(report).toMatchObject({ clean: [other.pid], unkillable: [handle.pid] })
})

// The shell itself may have something to say of its children, on stderr.
function stdoutOf({ lines }: RunningScript): string[] {
  return lines.entries().flatMap(({ stream, text }) => (stream === 'stdout' ? [text] : []))
}

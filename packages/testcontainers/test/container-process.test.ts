import { expect, test } from '@jest/globals'
import { ManualClock } from '@sim/core'
import { PassThrough } from 'node:stream'
import { ContainerProcess } from '../src/container-process.ts'
import type { EngineExec } from '../src/container-runtime.ts'
import { ContainerSignals } from '../src/container-signals.ts'
import type { Control } from '../src/control-shell.ts'
import { ExecOutput } from '../src/exec-output.ts'

const line = (pid: number, ppid: number, state = 'S') =>
  `${pid} ${pid} (x) ${state} ${ppid} ${pid} ${pid} 0 -1 0 0 0 0 0 0 0 0 0 20 0 1 0 ${pid}00 0`

/** A process whose engine, control and table are in the hands of the test. */
function start() {
  const told: string[] = []
  const asked: ((lines: readonly string[] | undefined) => void)[] = []
  const control: Control = {
    tell: (command) => void told.push(command),
    ask: (command) => {
      told.push(command)
      return new Promise((resolve) => asked.push(resolve))
    },
  }
  const signals = new ContainerSignals(control, 7)
  signals.add(line(20, 0).slice(3))
  const stream = new PassThrough()
  let status: { Running: boolean; ExitCode: number | null } = { Running: true, ExitCode: null }
  const inspect = async () => {
    if (status.ExitCode === -1) throw new Error('no such exec')
    return status
  }
  const clock = new ManualClock()
  const process = new ContainerProcess(
    {
      exec: { inspect } as unknown as EngineExec,
      output: new ExecOutput(stream, () => undefined),
      pid: 20,
      startTime: '2000',
    },
    { name: 'runtime-1', command: '/run', env: {}, clock },
    { control, signals },
  )
  return {
    process,
    told,
    clock,
    /** The table is read, and says this. */
    read: async (...lines: string[]) => {
      const refreshed = asked.length > 0 ? Promise.resolve() : signals.refresh()
      asked.shift()!(lines)
      await refreshed
    },
    /** It ends as the engine tells it; `held`: somebody else keeps its output open. */
    end: (code: number, { held = false } = {}) => {
      status = { Running: false, ExitCode: code }
      if (!held) stream.end()
    },
  }
}

test.each([
  [0, { kind: 'normal', code: 0 }],
  [3, { kind: 'failure', code: 3 }],
  [137, { kind: 'failure', signal: 'SIGKILL' }],
  [134, { kind: 'failure', signal: 'SIGABRT' }],
  [143, { kind: 'failure', signal: 'SIGTERM' }],
  [128, { kind: 'failure', code: 128 }],
  [255, { kind: 'failure', code: 255 }],
  [-1, { kind: 'failure', signal: 'SIGKILL' }],
])('the code %d of an engine is a reason', async (code, reason) => {
  const { process, end } = start()

  end(code)

  expect(await process.exited).toEqual(reason)
})

test('stopping asks its group, thaws it, and kills it at the deadline', async () => {
  const { process, told, clock, read, end } = start()

  const stopped = process.stop({ deadlineMs: 500 })
  await read(line(1, 0), line(20, 0))
  const politely = [...told]
  clock.advance(500)
  while (told.length === politely.length) await Promise.resolve()
  const forcibly = told.slice(politely.length)
  end(137)

  expect(politely).toEqual(['t', 'g TERM 20 2000', 'g CONT 20 2000'])
  expect(forcibly).toEqual(['k 20 2000'])
  expect(await stopped).toEqual({ kind: 'shutdown', signal: 'SIGKILL' })
})

test('killing goes at once, and gives up when nothing comes of it', async () => {
  const { process, told, clock } = start()

  const killed = process.kill({ deadlineMs: 100 })
  const atOnce = [...told]
  clock.advance(100)

  expect(atOnce).toEqual(['k 20 2000'])
  await expect(killed).rejects.toMatchObject({ code: 'ERR_UNKILLABLE', pid: 20 })
})

test('its end is noticed in the table, and what it leaves behind is ended', async () => {
  const { process, told, clock, read, end } = start()
  await read(line(1, 0), line(20, 0), line(30, 20), line(40, 30), line(50, 1))
  await read(line(1, 0), line(20, 0), line(40, 1), line(50, 1))

  end(3, { held: true })
  await read(line(1, 0), line(40, 1), line(50, 1))
  while (!told.includes('w 20')) await new Promise(setImmediate)
  clock.advance(200)

  expect(await process.exited).toEqual({ kind: 'failure', code: 3 })
  expect(told.filter((command) => command !== 't')).toEqual(['w 20', 'g KILL 40 4000'])
})

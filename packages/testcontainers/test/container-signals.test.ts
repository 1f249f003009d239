import { expect, test } from '@jest/globals'
import { ManualClock } from '@sim/core'
import { FreezeController, identify } from '@sim/freeze'
import { ContainerSignals } from '../src/container-signals.ts'
import type { Control } from '../src/control-shell.ts'

/** A control whose answers are given by the test. */
class ScriptedControl implements Control {
  readonly told: string[] = []
  readonly #asked: ((answer: readonly string[] | undefined) => void)[] = []

  tell(command: string): void {
    this.told.push(command)
  }

  ask(command: string): Promise<readonly string[] | undefined> {
    this.told.push(command)
    return new Promise((resolve) => this.#asked.push(resolve))
  }

  answer(lines: readonly string[] | undefined): void {
    this.#asked.shift()!(lines)
  }
}

/** A line of the table: pid, thread, state, parent, group and session of the pid. */
const line = (pid: number, state: string, { tid = pid, ppid = 0, startTime = 100 + pid } = {}) =>
  `${pid} ${tid} (a (b) c) ${state} ${ppid} ${pid} ${pid} 0 -1 4194560 0 0 0 0 0 0 0 0 20 0 2 0 ${startTime} 0 0`

const init = line(1, 'S')
const control = line(7, 'S')

async function start() {
  const shell = new ScriptedControl()
  const signals = new ContainerSignals(shell, 7)
  const read = async (...lines: readonly string[]) => {
    const refreshed = signals.refresh()
    shell.answer([init, control, ...lines])
    await refreshed
  }
  return { shell, signals, read }
}

test('it answers from the last reading', async () => {
  const { signals, read } = await start()

  await read(line(20, 'S'), line(20, 'R', { tid: 21 }), 'm 20 4711', line(30, 'Z', { ppid: 20 }))

  expect(signals.read(20)).toEqual({
    pid: 20,
    state: 'S',
    ppid: 1,
    pgrp: 20,
    session: 20,
    startTime: '120',
    threadCount: 2,
    awaitsExec: false,
  })
  expect(signals.threads(20)).toEqual([
    { tid: 20, state: 'S' },
    { tid: 21, state: 'R' },
  ])
  expect(signals.children(20)).toEqual([30])
  expect(signals.peakMemoryKb(20)).toBe(4711)
  expect([signals.read(99), signals.threads(99), signals.peakMemoryKb(99)]).toEqual([
    undefined,
    [],
    0,
  ])
})

test('who entered from outside counts as a child of the first process', async () => {
  const { signals, read } = await start()

  await read(line(20, 'S'))

  expect(signals.children(1)).toEqual([7, 20])
  expect(signals.read(1)?.ppid).toBe(0)
})

test('who was signalled runs until a reading that was asked for later says otherwise', async () => {
  const { shell, signals, read } = await start()
  await read(line(20, 'T'))

  const early = signals.refresh()
  signals.send(20, 'SIGCONT')
  signals.send(20, 'SIGSTOP')
  shell.answer([init, control, line(20, 'T')])
  await early
  const afterEarly = signals.read(20)?.state
  await read(line(20, 'T'))

  expect(afterEarly).toBe('R')
  expect(signals.read(20)?.state).toBe('T')
  expect(shell.told).toEqual(['t', 't', 's CONT 20 120', 's STOP 20 120', 't'])
})

test('who was started or ended since a reading was asked for is as it was told', async () => {
  const { shell, signals, read } = await start()
  await read(line(20, 'S'))

  const early = signals.refresh()
  const added = signals.add(line(30, 'R').slice(3))
  signals.forget(20)
  shell.answer([init, control, line(20, 'S')])
  await early

  expect(added).toMatchObject({ pid: 30, startTime: '130' })
  expect(signals.read(30)).toEqual(added)
  expect(signals.read(20)).toBeUndefined()
  expect(signals.add('/bin/sh: no such thing')).toBeUndefined()
})

test('a process that is not there cannot be signalled', async () => {
  const { signals } = await start()

  expect(() => signals.send(20, 'SIGSTOP')).toThrow(expect.objectContaining({ code: 'ESRCH' }))
})

test('without a control nobody is there', async () => {
  const { shell, signals, read } = await start()
  await read(line(20, 'S'))

  const refreshed = signals.pause()
  shell.answer(undefined)
  await refreshed

  expect(signals.read(20)).toBeUndefined()
})

/** Counts how often it was asked to ring. */
class CountingClock extends ManualClock {
  alarms = 0

  override after(ms: number, callback: () => void): Disposable {
    this.alarms += 1
    return super.after(ms, callback)
  }
}

test('readings that nobody waits for are spaced, and made once more for who asked meanwhile', async () => {
  const shell = new ScriptedControl()
  const clock = new CountingClock()
  const signals = new ContainerSignals(shell, 7, clock)
  const counts: number[] = []
  const answer = async () => {
    const { alarms } = clock
    shell.answer([init, control])
    while (clock.alarms === alarms) await Promise.resolve()
    counts.push(shell.told.length)
  }

  for (let asked = 0; asked < 3; asked += 1) signals.refreshSoon()
  await answer()
  clock.advance(99)
  counts.push(shell.told.length)
  clock.advance(1)
  await answer()
  clock.advance(100)
  counts.push(shell.told.length)
  signals.refreshSoon()
  counts.push(shell.told.length)

  expect(counts).toEqual([1, 1, 2, 2, 3])
})

test('a controller freezes only after every thread was read as stopped, and never the control', async () => {
  const { shell, signals, read } = await start()
  await read(line(20, 'T'), line(20, 'T', { tid: 21 }))
  const freezer = new FreezeController({ mode: 'process', port: signals })
  freezer.register(identify(20, signals))
  expect(() => freezer.register(7)).toThrow(
    expect.objectContaining({ code: 'ERR_FREEZE_DANGEROUS_PID' }),
  )

  const freeze = freezer.freezeAtEpoch(0)
  const atFirst = freezer.state
  shell.answer([init, control, line(20, 'T'), line(20, 'S', { tid: 21 })])
  await freezer.waitForState('freezing')
  const halfWay = freezer.state
  while (shell.told.length < 4) await Promise.resolve()
  shell.answer([init, control, line(20, 'T'), line(20, 'T', { tid: 21 })])

  expect(await freeze).toBe('frozen')
  expect([atFirst, halfWay]).toEqual(['freezing', 'freezing'])
  expect(shell.told).toEqual(['t', 's STOP 20 120', 't', 't'])
})

import { expect, jest, test } from '@jest/globals'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { pathToFileURL } from 'node:url'
import { engine } from '../../src/wasm/engine.ts'
import { wasmBody } from '../../src/wasm/wasm-body.ts'
import { assemble, drop, i32, unreachable } from './assemble.ts'
import { childrenAndThreads, expectNothingNew } from './children-and-threads.ts'
import { exitsWith, loopsForever, program, says, waitsForMail } from './guests.ts'
import { fakeHost, killed, runGuest, startGuest } from './running-guest.ts'

const isolations = ['thread', 'process'] as const

test.each(isolations)('what a module in a %s exits with is its status', async (isolation) => {
  const well = await runGuest(exitsWith(0), { isolation })
  const badly = await runGuest(exitsWith(7), { isolation })
  const returned = await runGuest(says('hello'), { isolation })

  expect(well.end).toEqual({ status: { code: 0 } })
  expect(badly.end).toEqual({ status: { code: 7 } })
  expect(returned.end).toEqual({ status: { code: 0 } })
})

test.each(isolations)(
  'a trap in a %s is a failure with the text of the engine',
  async (isolation) => {
    const { end } = await runGuest(
      program([], () => [unreachable]),
      { isolation },
    )

    expect(end).toMatchObject({
      error: { code: 'ERR_WASM_TRAP', message: 'RuntimeError: unreachable', trap: 'RuntimeError' },
    })
  },
)

test('an exhausted stack is a failure with the text of the engine', async () => {
  const recursive = program([], (call) => call('_start'))

  const { end } = await runGuest(recursive)

  expect(end).toMatchObject({
    error: { code: 'ERR_WASM_TRAP', message: 'RangeError: Maximum call stack size exceeded' },
  })
})

test('a module without a memory that WASI needs is a failure that says so', async () => {
  const withoutMemory = assemble({
    imports: { 'wasi_snapshot_preview1.random_get': 'ii:i' },
    functions: { _start: { code: (call) => [i32(0), i32(1), call('random_get'), drop] } },
    memory: null,
  })

  const { end } = await runGuest(withoutMemory)

  expect(end).toMatchObject({
    error: { code: 'ERR_WASM_TRAP', message: 'TypeError: the module exports no "memory"' },
  })
})

test('a module may catch every exception, and is over when it exits all the same', async () => {
  const stubborn = program(['proc_exit'], (call) => [
    [0x03, 0x40],
    [0x06, 0x40, 0x41, 9, call('proc_exit'), 0x19, 0x0b],
    [0x0c, 0, 0x0b],
  ])

  const { end } = await runGuest(stubborn)

  expect(end).toEqual({ status: { code: 9 } })
})

test('another function can be the one that is run, after the module has prepared itself', async () => {
  const reactor = assemble({
    imports: { 'wasi_snapshot_preview1.proc_exit': 'i:' },
    functions: {
      _initialize: { code: () => [0x41, 0, 0x41, 5, 0x36, 2, 0] },
      work: { code: (call) => [0x41, 0, 0x28, 2, 0, call('proc_exit')] },
    },
  })

  const { end } = await runGuest(reactor, { entry: 'work' })

  expect(end).toEqual({ status: { code: 5 } })
})

test('a module is taken as bytes, compiled, from a path or from a URL', async () => {
  const bytes = exitsWith(3)
  const directory = await mkdtemp(`${tmpdir()}/wasm-`)
  const path = `${directory}/module.wasm`
  await writeFile(path, bytes)
  const sources = [
    bytes,
    bytes.buffer as ArrayBuffer,
    Buffer.from(bytes),
    await engine().compile(bytes),
    path,
    pathToFileURL(path),
  ]

  const ends = await Promise.all(sources.map(async (source) => (await runGuest(source)).end))
  await rm(directory, { recursive: true })

  expect(ends).toEqual(sources.map(() => ({ status: { code: 3 } })))
})

test('a starter can be used again, as a supervisor does, and compiles once', async () => {
  using compile = jest.spyOn(engine(), 'compile')
  const start = wasmBody(says('again'))
  const hosts = [fakeHost(), fakeHost()]

  for (const host of hosts) {
    await start(host)
    await host.over
  }

  expect(hosts.map(({ ends }) => ends)).toEqual([
    [{ status: { code: 0 } }],
    [{ status: { code: 0 } }],
  ])
  expect(compile).toHaveBeenCalledTimes(1)
})

test('a signal has no effect once the body was handed out', async () => {
  const signal = new AbortController()
  await using guest = await startGuest(waitsForMail(), { signal: signal.signal })

  signal.abort()
  guest.body.stop({ kind: 'shutdown' })
  await guest.body.kill(killed, 9_000)

  expect(await guest.host.over).toEqual({ value: undefined })
})

test('fifty that are killed one after the other leave no thread', async () => {
  await runGuest(exitsWith(0))
  const before = await childrenAndThreads()

  for (let round = 0; round < 50; round += 1) {
    await using guest = await startGuest(round % 2 === 0 ? loopsForever() : waitsForMail())
    await guest.body.kill(killed, 9_000)
  }

  await expectNothingNew(before)
})

import { ManualClock, systemClock, type Clock } from '@sim/core'
import { expect, test } from '@jest/globals'
import { engine } from '../../src/wasm/engine.ts'
import { wasmBody } from '../../src/wasm/wasm-body.ts'
import {
  add,
  assemble,
  drop,
  equal,
  get,
  grow,
  growTable,
  i32,
  repeat,
  set,
  unreachable,
  when,
  type Assembly,
} from './assemble.ts'
import { bufferAt, copiesItsInput, loopsForever, program, says, sleeps } from './guests.ts'
import { fakeHost, runGuest, startGuest } from './running-guest.ts'

const isolations = ['thread', 'process'] as const
const pageBytes = 65_536

/** Grows its memory page by page, and exits with how many it got; beyond 200 it stops. */
const growsItsMemory = (memory: NonNullable<Assembly['memory']>): Uint8Array =>
  program(
    ['proc_exit'],
    (call) =>
      repeat([
        [grow(i32(1)), set(1)],
        when(equal(get(1), i32(-1)), [get(0), call('proc_exit')]),
        [add(get(0), i32(1)), set(0)],
        when(equal(get(0), i32(200)), [get(0), call('proc_exit')]),
      ]),
    { memory },
  )

test.each([
  ['its own memory', { initial: 1 }],
  ['its own memory with a higher maximum', { initial: 1, maximum: 1_000 }],
  ['an imported memory', { initial: 1, importedAs: ['env', 'memory'] }],
  ['an imported memory with a maximum', { initial: 1, maximum: 900, importedAs: ['env', 'm'] }],
  [
    'a shared memory',
    { initial: 1, maximum: 900, shared: true, importedAs: ['wasi_snapshot_preview1', 'memory'] },
  ],
] as const)('%s grows up to its limit, and -1 is the answer beyond', async (_what, memory) => {
  const limited = await runGuest(growsItsMemory(memory), { limits: { memoryBytes: 1_200_000 } })
  const unlimited = await runGuest(growsItsMemory(memory))

  // 1,200,000 bytes are 18 pages, of which one was there.
  expect(limited.end).toEqual({ status: { code: 17 } })
  expect(unlimited.end).toEqual({ status: { code: 200 } })
})

test('the limit holds in a process of its own', async () => {
  const { end } = await runGuest(growsItsMemory({ initial: 2 }), {
    isolation: 'process',
    limits: { memoryBytes: 4 * pageBytes },
  })

  expect(end).toEqual({ status: { code: 2 } })
})

test("a module's own maximum counts if it is lower", async () => {
  const { end } = await runGuest(growsItsMemory({ initial: 1, maximum: 5 }), {
    limits: { memoryBytes: 100 * pageBytes },
  })

  expect(end).toEqual({ status: { code: 4 } })
})

test('a guest that cannot live with what it has fails, as the one that allocates too much does', async () => {
  const allocates = program([], () => when(equal(grow(i32(100)), i32(-1)), [unreachable]))

  const { end } = await runGuest(allocates, { limits: { memoryBytes: 1_200_000 } })

  expect(end).toMatchObject({ error: { code: 'ERR_WASM_TRAP' } })
})

test.each([
  ['its own', { initial: 3 }],
  ['imported', { initial: 3, importedAs: ['env', 'memory'] }],
] as const)('a module that starts with more (%s) is refused', async (_what, memory) => {
  const started = wasmBody(growsItsMemory(memory), { limits: { memoryBytes: 2 * pageBytes } })(
    fakeHost(),
  )

  await expect(started).rejects.toMatchObject({
    code: 'ERR_WASM_LIMIT',
    limit: 'memoryBytes',
    allowed: 131_072,
    message: 'guest needs more memory than limits.memoryBytes allows: 131072 bytes',
  })
})

test('a compiled module cannot be limited, moved, or given the memory that it imports', async () => {
  const own = await engine().compile(says('x'))
  const imports = await engine().compile(
    growsItsMemory({ initial: 1, importedAs: ['env', 'memory'] }),
  )

  const starts = [
    wasmBody(own, { limits: { memoryBytes: pageBytes } })(fakeHost()),
    wasmBody(own, { isolation: 'process' })(fakeHost()),
    wasmBody(imports)(fakeHost()),
  ]

  const wants = ['limits.memoryBytes', "isolation: 'process'", 'a memory that is imported']
  for (const [at, want] of wants.entries()) {
    await expect(starts[at]).rejects.toMatchObject({
      code: 'ERR_WASM_BYTES',
      message: `guest came as a compiled module: ${want} needs its bytes, or where they are read from`,
    })
  }
})

test('a module without a memory takes the limit as it is', async () => {
  const without = assemble({ functions: { _start: { code: () => [] } }, memory: null })

  const ends = [
    await runGuest(without, { limits: { memoryBytes: 0 } }),
    await runGuest(await engine().compile(without), { limits: { memoryBytes: 0 } }),
  ]

  expect(ends.map(({ end }) => end)).toEqual([{ status: { code: 0 } }, { status: { code: 0 } }])
})

test.each(isolations)('a guest in a %s runs for as long as it may', async (isolation) => {
  const clock = new ManualClock()
  await using guest = await startGuest(
    copiesItsInput(),
    { isolation, messages: 'stdin', limits: { wallMs: 100 } },
    fakeHost(clock),
  )
  await guest.written(1)
  clock.advance(99)
  guest.body.deliver({ type: 'message', data: 'still here\n' })
  await guest.written(2)

  clock.advance(1)

  expect(await guest.host.over).toMatchObject({
    error: {
      code: 'ERR_WASM_LIMIT',
      limit: 'wallMs',
      allowed: 100,
      message: 'guest ran for longer than limits.wallMs allows: 100 ms',
    },
  })
})

test('a guest that computes is ended by the clock', async () => {
  const { end } = await runGuest(loopsForever(), { limits: { wallMs: 20 } })

  expect(end).toMatchObject({ error: { code: 'ERR_WASM_LIMIT', limit: 'wallMs' } })
})

test('a module that hangs while it is instantiated is refused by the clock', async () => {
  const endless = assemble({
    functions: { loop: { code: () => repeat([]) }, _start: { code: () => [] } },
    start: 'loop',
  })

  const started = wasmBody(endless, { limits: { wallMs: 20 } })(fakeHost())

  await expect(started).rejects.toMatchObject({ code: 'ERR_WASM_LIMIT', limit: 'wallMs' })
})

test('a guest that ends in time leaves no timer', async () => {
  let timers = 0
  const clock: Clock = {
    ...systemClock,
    after() {
      timers += 1
      return { [Symbol.dispose]: () => void (timers -= 1) }
    },
  }

  const { end } = await runGuest(says('x'), { limits: { wallMs: 100 } }, fakeHost(clock))

  expect(end).toEqual({ status: { code: 0 } })
  expect(timers).toBe(0)
})

test.each(isolations)('a guest in a %s writes as much as it may', async (isolation) => {
  const exact = await runGuest(says('12345678'), { isolation, limits: { outputBytes: 8 } })
  const more = await runGuest(says('123456789'), { isolation, limits: { outputBytes: 8 } })

  expect(exact).toMatchObject({ text: '12345678', end: { status: { code: 0 } } })
  expect(more).toMatchObject({
    text: '12345678',
    end: {
      error: {
        code: 'ERR_WASM_LIMIT',
        limit: 'outputBytes',
        message: 'guest wrote more than limits.outputBytes allows: 8 bytes',
      },
    },
  })
})

test('what nobody hears counts too', async () => {
  const endless = program([], (call) => repeat([i32(bufferAt), i32(1_000), call('put')]))

  const { end } = await runGuest(endless, { onOutput: undefined, limits: { outputBytes: 1e6 } })

  expect(end).toMatchObject({ error: { limit: 'outputBytes' } })
})

test.each(isolations)(
  "a guest in a %s that exhausts its thread's heap is ended",
  async (isolation) => {
    await using guest = await startGuest(sleeps(), { isolation, limits: { jsHeapMb: 16 } })

    // It never takes them, and they are kept for it.
    for (let count = 0; count < 50_000; count += 1) {
      guest.body.deliver({ type: 'message', data: '', tag: `${count}`.padStart(1_000) })
    }

    expect(await guest.host.over).toMatchObject({
      error: {
        code: 'ERR_WASM_LIMIT',
        limit: 'jsHeapMb',
        message: 'guest needed more of the JavaScript heap than limits.jsHeapMb allows: 16 MB',
        cause: { code: 'ERR_WORKER_OUT_OF_MEMORY' },
      },
    })
  },
)

test('a table that is too large for the heap ends a process, and not the host', async () => {
  const hungry = program([], () => repeat([growTable(10_000), drop]), { table: true })

  const { end } = await runGuest(hungry, { isolation: 'process', limits: { jsHeapMb: 16 } })

  expect(end).toMatchObject({ error: { code: 'ERR_WASM_LIMIT', limit: 'jsHeapMb' } })
})

test.each([
  [{ wallMs: -1 }, 'limits.wallMs of guest must be a number of at least 0, got -1'],
  [{ memoryBytes: NaN }, 'limits.memoryBytes of guest must be a number of at least 0, got NaN'],
])('limits of %j are refused', async (limits, message) => {
  const started = wasmBody(says('x'), { limits })(fakeHost())

  await expect(started).rejects.toMatchObject({ code: 'ERR_INVALID_OPTIONS', message })
})
